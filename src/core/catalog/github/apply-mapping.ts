import { verdictOf } from '../../expression/conditions.ts';
import { evaluatePrepared } from '../../expression/evaluate-prepared.ts';
import type { Jq, JqResult } from '../../expression/expression.ts';
import { isEntityIdentifier, isIdentifier } from '../../identifiers.ts';
import { isObject, type Json, type JsonObject, valueAt } from '../../json.ts';
import type { Observation } from './kinds.ts';
import type { Mapping, MappingResource } from './mapping.ts';
import { fillOutline } from './outline.ts';

/** A change in the catalog that follows from an observation. */
export type CatalogChange =
  /** An entity to merge into the catalog. */
  | { type: 'write'; blueprint: string; identifier: string; entity: JsonObject }
  /** An entity to delete if the same object created it: the object was deleted, or the selector excludes it now. */
  | { type: 'remove'; blueprint: string; identifier: string };

/** The changes from an observation, and what could not be done, as sentences. */
export type Applied = { changes: CatalogChange[]; problems: string[] };

/** How long jq may take for one observation. */
const deadlineMs = 5_000;

const all = () => true;

/** Applies a mapping to an observation. A failure in jq is reported and never taken for a "no". */
export async function applyMapping({ resources }: Mapping, observation: Observation, jq: Jq): Promise<Applied> {
  const own = resources.filter(({ kind }) => kind === observation.kind);
  const applied = await Promise.all(own.map((resource) => applyResource(resource, observation, jq)));
  return { changes: applied.flatMap(({ changes }) => changes), problems: applied.flatMap(({ problems }) => problems) };
}

async function applyResource(
  resource: MappingResource,
  { kind, object, deleted }: Observation,
  jq: Jq,
): Promise<Applied> {
  const [[query, items] = []] = await evaluatePrepared(resource.first, all, [object], jq, { deadline: deadlineMs });
  const verdict = query === undefined ? 'error' : verdictOf(query);
  if (verdict === 'error') return { changes: [], problems: [`The query for ${kind} failed: ${failureOf(query)}`] };
  const excluded = verdict === 'fail' || !hasState(resource, object);
  const inputs = itemsOf(resource, object, items);
  if ('problem' in inputs) return { changes: [], problems: [`The items of ${kind} ${inputs.problem}`] };
  const answers = await evaluatePrepared(resource.expressions, all, inputs.objects, jq, { deadline: deadlineMs });
  const made = answers.map((row) => entityOf(resource, row, deleted || excluded));
  return { changes: made.flatMap(({ changes }) => changes), problems: made.flatMap(({ problems }) => problems) };
}

function hasState({ state }: MappingResource, object: JsonObject): boolean {
  return state === null || state === 'all' || object.state === state;
}

/** The inputs that become entities: the object itself, or the object with one of its items each. */
function itemsOf(
  { itemName }: MappingResource,
  object: JsonObject,
  result: JqResult | undefined,
): { objects: JsonObject[] } | { problem: string } {
  if (itemName === null) return { objects: [object] };
  if (result === undefined || !result.ok) return { problem: `failed: ${failureOf(result)}` };
  if (result.value === null || result.value === undefined) return { objects: [] };
  if (!Array.isArray(result.value)) return { problem: 'are not an array' };
  return { objects: result.value.map((item) => ({ ...object, [itemName]: item })) };
}

function entityOf(resource: MappingResource, row: readonly (JqResult | undefined)[], remove: boolean): Applied {
  const problems: string[] = [];
  const made = fillOutline(resource.entity, (slot) => {
    const result = row[slot];
    if (result?.ok === true) return result.value;
    problems.push(`\`${resource.expressions[slot]?.written ?? ''}\` of ${resource.kind} is null: ${failureOf(result)}`);
    return null;
  });
  const identifier = textOf(valueAt(made, 'identifier'));
  const blueprint = textOf(valueAt(made, 'blueprint'));
  if (!isEntityIdentifier(identifier) || !isIdentifier(blueprint)) {
    const [what, value] = isIdentifier(blueprint) ? ['identifier', identifier] : ['blueprint', blueprint];
    return {
      changes: [],
      problems: [...problems, `The ${what} of ${resource.kind} is invalid: ${JSON.stringify(value)}`],
    };
  }
  if (remove) return { changes: [{ type: 'remove', blueprint, identifier }], problems };
  const entity: JsonObject = { ...(isObject(made) ? made : {}), identifier, blueprint };
  // A title or icon may be a number on GitHub; the catalog needs text.
  for (const key of ['title', 'icon']) if (entity[key] !== undefined) entity[key] = textOf(entity[key]);
  return { changes: [{ type: 'write', blueprint, identifier, entity }], problems };
}

/** Converts numbers and booleans to text; identifiers on GitHub are often numbers. */
function textOf(value: Json | undefined): Json {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : (value ?? null);
}

function failureOf(result: JqResult | undefined): string {
  if (result === undefined) return 'jq returned no result';
  return result.ok ? 'it returned no output' : result.error;
}
