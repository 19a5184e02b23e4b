import { searchFilter } from '../../core/catalog/search.ts';
import { AppError } from '../../core/error.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { Entities, Place } from '../../store/entities.ts';

/** Entities that fit, and where the next page begins; null when there are no more. */
export type Page = { entities: JsonObject[]; next: string | null };

/** How the built-in catalog is searched. Each throws `invalid_content` for a query that it does not know. */
export type Search = {
  /** All that fit, of one blueprint or of all; throws `invalid_content` when they are too many for one answer. */
  all(blueprint: string | null, query: Json): Promise<JsonObject[]>;
  /** A page of those of a blueprint, in the order of their identifiers; `from` is what the page before gave as `next`. */
  page(blueprint: string, query: Json, limit: number, from: string | null): Promise<Page>;
};

/** How many entities are read at once, and the most that one answer holds. */
const stride = 500;
const most = 10_000;

/** Opens search: entities are read a stride at a time, so that only what fits is held in memory. */
export function createSearch(entities: Pick<Entities, 'list'>): Search {
  async function find(blueprint: string | null, query: Json, limit: number, begin: Place | null) {
    const fits = searchFilter(query);
    const found: JsonObject[] = [];
    for (let after = begin; ; ) {
      const read = await entities.list(blueprint, after, stride);
      for (const entity of read) {
        if (!fits(entity)) continue;
        if (found.length === limit) return { found, more: true };
        found.push(entity);
      }
      const last = read.at(-1);
      if (read.length < stride || last === undefined) return { found, more: false };
      after = placeOf(last);
    }
  }

  return {
    async all(blueprint, query) {
      const { found, more } = await find(blueprint, query, most, null);
      if (!more) return found;
      throw new AppError(
        'invalid_content',
        `More than ${most.toLocaleString('en')} entities fit: ask for less, or page through POST /v1/blueprints/{blueprint}/entities/search with limit and from`,
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

function placeOf({ blueprint, identifier }: JsonObject): Place {
  return { blueprint: String(blueprint), identifier: String(identifier) };
}

function tokenOf(identifier: string): string {
  return Buffer.from(identifier).toString('base64url');
}

function readToken(token: string): string {
  const identifier = Buffer.from(token, 'base64url').toString('utf8');
  if (tokenOf(identifier) === token) return identifier;
  throw new AppError('invalid_content', 'from is not what an earlier page gave as next');
}
