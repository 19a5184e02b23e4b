import type { Json } from '../json.ts';
import { splitTemplate } from './split.ts';

/** Where something stands in a definition: object keys as they are written, and array indices. */
export type Path = readonly (string | number)[];

/**
 * How a value of a definition renders. A number in `parts`, or as `slot`, is the place of an expression in the plan's
 * list; `broken` is a string whose braces do not fit.
 */
export type Plan =
  | { type: 'constant'; value: Json }
  | { type: 'exact'; slot: number; path: Path }
  | { type: 'mixed'; parts: readonly (string | number)[]; path: Path }
  | { type: 'broken'; message: string; path: Path }
  | { type: 'list'; items: readonly Plan[] }
  | { type: 'object'; entries: readonly PlannedEntry[] };

/** An entry of an object; its key is a template of its own, or `spread`: the value's entries take its place. */
export type PlannedEntry = { key: Plan | 'spread'; value: Plan; path: Path };

/** A plan for a whole definition and the distinct expressions in it. */
export type TemplatePlan = { plan: Plan; expressions: readonly string[] };

/** True for `{{ spreadValue() }}`, which is no jq function: Port recognises it only as a whole key. */
export function isSpreadKey(key: string): boolean {
  return /^\s*\{\{\s*spreadValue\(\s*\)\s*\}\}\s*$/.test(key);
}

/** Plans how a definition renders. Strings are templates wherever they stand, keys included (Port's documentation). */
export function planTemplates(definition: Json): TemplatePlan {
  const slots = new Map<string, number>();

  function slotOf(expression: string): number {
    const slot = slots.get(expression) ?? slots.size;
    slots.set(expression, slot);
    return slot;
  }

  function planText(text: string, path: Path): Plan {
    const split = splitTemplate(text);
    if (!split.ok) return { type: 'broken', message: split.message, path };
    if (split.mode === 'plain') return { type: 'constant', value: text };
    const parts = split.parts.map((part) => (part.type === 'text' ? part.text : slotOf(part.expression)));
    if (split.mode === 'mixed') return { type: 'mixed', parts, path };
    const slot = parts.find((part) => typeof part === 'number');
    return { type: 'exact', slot: slot ?? 0, path };
  }

  function planOf(value: Json, path: Path): Plan {
    if (typeof value === 'string') return planText(value, path);
    if (typeof value !== 'object' || value === null) return { type: 'constant', value };
    if (Array.isArray(value))
      return { type: 'list', items: value.map((item, index) => planOf(item, [...path, index])) };
    const entries = Object.entries(value).map(([key, item]): PlannedEntry => {
      const own = [...path, key];
      return { key: isSpreadKey(key) ? 'spread' : planText(key, own), value: planOf(item, own), path: own };
    });
    return { type: 'object', entries };
  }

  const plan = planOf(definition, []);
  return { plan, expressions: [...slots.keys()] };
}

/** A path as people read it: `body.items[0]["x-y"]`. */
export function pathText(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[A-Za-z_$][\w$]*$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}
