import { setImmediate } from 'node:timers/promises';
import type { Blueprint } from '../../core/catalog/blueprint.ts';
import { buildEntityGraph, type EntityGraph } from '../../core/catalog/search/entity-graph.ts';
import { hasRelationRule } from '../../core/catalog/search/relations.ts';
import { searchFilter } from '../../core/catalog/search/search.ts';
import { AppError } from '../../core/error.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { Entities, EntityPosition } from '../../store/entities.ts';

/** A page of matching entities; `next` is where the next page begins, null on the last one. */
export type FoundEntities = { entities: JsonObject[]; next: string | null };

/** Searches the built-in catalog. Each method throws `invalid_content` for a query that it does not support. */
export type Search = {
  /**
   * All matches in one blueprint, or in all of them; throws `invalid_content` when there are too many for one answer.
   */
  all(blueprint: string | null, query: Json): Promise<JsonObject[]>;
  /** One page of a blueprint's matches, ordered by identifier; `from` is the previous page's `next`. */
  page(blueprint: string, query: Json, limit: number, from: string | null): Promise<FoundEntities>;
};

/** How many entities are read at once. */
const batchSize = 500;

/** The most entities in one answer. */
const maxFound = 10_000;

/** Creates the search. Entities are read in batches, so that only matches are held in memory. */
export function createSearch(parts: {
  entities: Pick<Entities, 'list'>;
  blueprints: () => Promise<ReadonlyMap<string, Blueprint>>;
  now: () => number;
}): Search {
  async function* read(blueprint: string | null, begin: EntityPosition | null): AsyncGenerator<JsonObject> {
    for (let after = begin; ; ) {
      const batch = await parts.entities.list(blueprint, after, batchSize);
      yield* batch;
      const last = batch.at(-1);
      if (batch.length < batchSize || last === undefined) return;
      after = placeOf(last);
      // PGlite answers in microtasks: without yielding to the event loop, a long search would block everything else.
      await setImmediate();
    }
  }

  async function readGraph(blueprints: ReadonlyMap<string, Blueprint>): Promise<EntityGraph> {
    const nodes: JsonObject[] = [];
    for await (const { blueprint, identifier, relations } of read(null, null)) {
      nodes.push({ blueprint: blueprint ?? null, identifier: identifier ?? null, relations: relations ?? null });
    }
    return buildEntityGraph(nodes, blueprints);
  }

  async function find(blueprint: string | null, query: Json, limit: number, begin: EntityPosition | null) {
    const blueprints = await parts.blueprints();
    const graph = hasRelationRule(query) ? await readGraph(blueprints) : null;
    const fits = searchFilter(query, { now: parts.now(), blueprints, graph });
    const found: JsonObject[] = [];
    for await (const entity of read(blueprint, begin)) {
      if (!fits(entity)) continue;
      if (found.length === limit) return { found, more: true };
      found.push(entity);
    }
    return { found, more: false };
  }

  return {
    async all(blueprint, query) {
      const { found, more } = await find(blueprint, query, maxFound, null);
      if (!more) return found;
      throw new AppError(
        'invalid_content',
        `More than ${maxFound.toLocaleString('en')} entities match; narrow the query, or page through POST /v1/blueprints/{blueprint}/entities/search with limit and from`,
      );
    },

    async page(blueprint, query, limit, from) {
      const begin = from === null ? null : { blueprint, identifier: readToken(from) };
      const { found, more } = await find(blueprint, query, limit, begin);
      const last = found.at(-1);
      return { entities: found, next: more && last !== undefined ? tokenOf(placeOf(last).identifier) : null };
    },
  };
}

function placeOf({ blueprint, identifier }: JsonObject): EntityPosition {
  return { blueprint: String(blueprint), identifier: String(identifier) };
}

function tokenOf(identifier: string): string {
  return Buffer.from(identifier).toString('base64url');
}

function readToken(token: string): string {
  const identifier = Buffer.from(token, 'base64url').toString('utf8');
  if (tokenOf(identifier) === token) return identifier;
  throw new AppError('invalid_content', 'from must be the value of next from an earlier page');
}
