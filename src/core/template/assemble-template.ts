import type { JqResult } from '../expression/expression.ts';
import { isObject, type Json } from '../json.ts';
import { fieldPath } from '../source/field-path.ts';
import type { Path } from '../source/places.ts';
import type { PlannedEntry, RenderPlan } from './template-plan.ts';

/** A message about a place in a definition; it contains no rendered value. */
export type Notice = { path: string; message: string };

/**
 * A rendered definition. `failures` are the templates that jq failed on; each became null. `errors` make the result
 * unusable. `late` is a template that ran out of time: a request without its value would be wrong.
 */
export type Assembled = { value: Json; failures: TemplateFailure[]; errors: Notice[]; late: Notice | null };

/** A template that failed, with jq's message, which may quote its input. */
type TemplateFailure = { slot: number; path: string; message: string };

/** While an object is being assembled, `undefined` may still override an earlier value of the same key. */
type AssembledPart = Json | undefined | Map<string, AssembledPart> | AssembledPart[];

/** Assembles a definition from the results of its expressions (Port's template rules). */
export function assemble(whole: RenderPlan, resultOf: (slot: number) => JqResult): Assembled {
  const failures: TemplateFailure[] = [];
  const errors: Notice[] = [];
  let late: Notice | null = null;

  function valueAtSlot(slot: number, path: Path): Json | undefined {
    const result = resultOf(slot);
    if (result.ok) return result.value;
    const at = fieldPath(path);
    if (result.timeout) late ??= { path: at, message: 'The template ran out of time.' };
    failures.push({ slot, path: at, message: result.error });
    return null;
  }

  function partOf(plan: RenderPlan): AssembledPart {
    if (plan.type === 'constant') return plan.value;
    if (plan.type === 'exact') return valueAtSlot(plan.slot, plan.path);
    if (plan.type === 'mixed') return plan.parts.map((part) => textOf(part, plan.path)).join('');
    if (plan.type === 'list') return plan.items.map(partOf);
    if (plan.type === 'broken') {
      errors.push({ path: fieldPath(plan.path), message: plan.message });
      return undefined;
    }
    const entries = new Map<string, AssembledPart>();
    for (const entry of plan.entries) {
      if (entry.key === 'spread') addAll(entries, entry);
      else addEntry(entries, entry.key, entry);
    }
    return entries;
  }

  function textOf(part: string | number, path: Path): string {
    if (typeof part === 'string') return part;
    const value = valueAtSlot(part, path);
    return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
  }

  function addEntry(entries: Map<string, AssembledPart>, keyPlan: RenderPlan, entry: PlannedEntry): void {
    const key = partOf(keyPlan);
    if (key === undefined || key === null || key === '') return;
    if (typeof key === 'string') entries.set(key, partOf(entry.value));
    else errors.push({ path: fieldPath(entry.path), message: `This key must render to text, not ${kindOf(key)}.` });
  }

  function addAll(entries: Map<string, AssembledPart>, entry: PlannedEntry): void {
    const value = partOf(entry.value);
    if (value instanceof Map) for (const [key, part] of value) entries.set(key, part);
    else if (Array.isArray(value)) value.forEach((part, index) => void entries.set(String(index), part));
    else if (isObject(value)) for (const [key, part] of Object.entries(value)) entries.set(key, part);
    else {
      const message = `spreadValue() needs an object, but got ${kindOf(value)}.`;
      errors.push({ path: fieldPath(entry.path), message });
    }
  }

  return { value: finished(partOf(whole)) ?? null, failures, errors, late };
}

/**
 * Finishes a part as JSON does: an entry without a value is dropped, an item without one becomes null. Any key is an
 * own key.
 */
function finished(part: AssembledPart): Json | undefined {
  if (part instanceof Map) {
    const entries: [string, Json][] = [];
    for (const [key, inner] of part) {
      const value = finished(inner);
      if (value !== undefined) entries.push([key, value]);
    }
    return Object.fromEntries(entries);
  }
  if (Array.isArray(part)) return part.map((inner) => finished(inner) ?? null);
  return part;
}

function kindOf(value: AssembledPart): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
