import { verdictOf } from '../../expression/conditions.ts';
import { evaluatePrepared } from '../../expression/evaluate-prepared.ts';
import type { Jq, JqResult } from '../../expression/expression.ts';
import { isEntityIdentifier, isIdentifier } from '../../identifiers.ts';
import { isObject, type Json, type JsonObject, valueAt } from '../../json.ts';
import type { Sighting } from './kinds.ts';
import type { Mapping, Resource } from './mapping.ts';
import { fillOutline } from './outline.ts';

/** What a sighting makes of the catalog. */
export type CatalogChange =
  /** An entity to merge into the catalog. */
  | { type: 'write'; blueprint: string; identifier: string; entity: JsonObject }
  /** An entity to delete, if the same thing brought it: the thing is gone, or the selector leaves it out now. */
  | { type: 'remove'; blueprint: string; identifier: string };

/** The changes of a sighting, and what could not be done, as sentences. */
export type Applied = { changes: CatalogChange[]; problems: string[] };

/** How long one sighting may take in jq, ms. */
const deadline = 5_000;

const all = () => true;

/** Applies a mapping to what a delivery shows. What fails in jq is said and never a silent "no". */
export async function applyMapping({ resources }: Mapping, sighting: Sighting, jq: Jq): Promise<Applied> {
  const own = resources.filter(({ kind }) => kind === sighting.kind);
  const applied = await Promise.all(own.map((resource) => applyResource(resource, sighting, jq)));
  return { changes: applied.flatMap(({ changes }) => changes), problems: applied.flatMap(({ problems }) => problems) };
}

async function applyResource(resource: Resource, { kind, thing, gone }: Sighting, jq: Jq): Promise<Applied> {
  const [[query, items] = []] = await evaluatePrepared(resource.first, all, [thing], jq, { deadline });
  const verdict = query === undefined ? 'error' : verdictOf(query);
  if (verdict === 'error') return { changes: [], problems: [`The query for ${kind} failed: ${failureOf(query)}`] };
  const excluded = verdict === 'fail' || !hasState(resource, thing);
  const inputs = itemsOf(resource, thing, items);
  if ('problem' in inputs) return { changes: [], problems: [`The items of ${kind} ${inputs.problem}`] };
  const answers = await evaluatePrepared(resource.expressions, all, inputs.things, jq, { deadline });
  const made = answers.map((row) => entityOf(resource, row, gone || excluded));
  return { changes: made.flatMap(({ changes }) => changes), problems: made.flatMap(({ problems }) => problems) };
}

function hasState({ state }: Resource, thing: JsonObject): boolean {
  return state === null || state === 'all' || thing.state === state;
}

/** The objects that become entities: the thing, or the thing with one item each. */
function itemsOf(
  { itemName }: Resource,
  thing: JsonObject,
  result: JqResult | undefined,
): { things: JsonObject[] } | { problem: string } {
  if (itemName === null) return { things: [thing] };
  if (result === undefined || !result.ok) return { problem: `failed: ${failureOf(result)}` };
  if (result.value === null || result.value === undefined) return { things: [] };
  if (!Array.isArray(result.value)) return { problem: 'are no array' };
  return { things: result.value.map((item) => ({ ...thing, [itemName]: item })) };
}

function entityOf(resource: Resource, row: readonly (JqResult | undefined)[], remove: boolean): Applied {
  const problems: string[] = [];
  const made = fillOutline(resource.entity, (slot) => {
    const result = row[slot];
    if (result?.ok === true) return result.value;
    problems.push(
      `\`${resource.expressions[slot]?.written ?? ''}\` of ${resource.kind} became null: ${failureOf(result)}`,
    );
    return null;
  });
  const identifier = textOf(valueAt(made, 'identifier'));
  const blueprint = textOf(valueAt(made, 'blueprint'));
  if (!isEntityIdentifier(identifier) || !isIdentifier(blueprint)) {
    const [what, value] = isIdentifier(blueprint) ? ['identifier', identifier] : ['blueprint', blueprint];
    return { changes: [], problems: [...problems, `The ${what} of ${resource.kind} became ${JSON.stringify(value)}`] };
  }
  if (remove) return { changes: [{ type: 'remove', blueprint, identifier }], problems };
  const entity: JsonObject = { ...(isObject(made) ? made : {}), identifier, blueprint };
  // A title or icon may be a number on GitHub; in the catalog it is text.
  for (const key of ['title', 'icon']) if (entity[key] !== undefined) entity[key] = textOf(entity[key]);
  return { changes: [{ type: 'write', blueprint, identifier, entity }], problems };
}

/** Identifiers on GitHub are often numbers. */
function textOf(value: Json | undefined): Json {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : (value ?? null);
}

function failureOf(result: JqResult | undefined): string {
  if (result === undefined) return 'jq gave no answer';
  return result.ok ? 'it gave no output' : result.error;
}
