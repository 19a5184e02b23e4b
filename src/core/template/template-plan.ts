import type { Json } from '../json.ts';
import type { Path } from '../source/places.ts';
import { splitTemplate } from './split.ts';

/**
 * How a value of a definition renders. A number in `parts`, or `slot`, is the index of an expression in the plan;
 * `broken` is a string with unbalanced braces.
 */
export type RenderPlan =
  | { type: 'constant'; value: Json }
  | { type: 'exact'; slot: number; path: Path }
  | { type: 'mixed'; parts: readonly (string | number)[]; path: Path }
  | { type: 'broken'; message: string; path: Path }
  | { type: 'list'; items: readonly RenderPlan[] }
  | { type: 'object'; entries: readonly PlannedEntry[] };

/** An entry of an object. Its key is a template itself, or `spread`: the entries of the value take its place. */
export type PlannedEntry = { key: RenderPlan | 'spread'; value: RenderPlan; path: Path };

/** The plan of a whole definition, and its distinct expressions. */
export type TemplatePlan = { plan: RenderPlan; expressions: readonly string[] };

/** True for `{{ spreadValue() }}`, which is not a jq function: Port recognizes it only as a whole key. */
export function isSpreadKey(key: string): boolean {
  return /^\s*\{\{\s*spreadValue\(\s*\)\s*\}\}\s*$/.test(key);
}

/** Plans how a definition renders. All strings are templates, keys included (Port's documentation). */
export function planTemplates(definition: Json): TemplatePlan {
  const slots = new Map<string, number>();

  function slotOf(expression: string): number {
    const slot = slots.get(expression) ?? slots.size;
    slots.set(expression, slot);
    return slot;
  }

  function planText(text: string, path: Path): RenderPlan {
    const split = splitTemplate(text);
    if (!split.ok) return { type: 'broken', message: split.message, path };
    if (split.mode === 'plain') return { type: 'constant', value: text };
    const parts = split.parts.map((part) => (part.type === 'text' ? part.text : slotOf(part.expression)));
    if (split.mode === 'mixed') return { type: 'mixed', parts, path };
    const slot = parts.find((part) => typeof part === 'number');
    return { type: 'exact', slot: slot ?? 0, path };
  }

  function planOf(value: Json, path: Path): RenderPlan {
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
