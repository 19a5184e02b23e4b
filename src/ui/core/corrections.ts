import { isObject, type Json } from '../../core/json.ts';
import type { Correction } from '../../core/views/explanation-view.ts';
import { type Draft, withValue } from './draft.ts';
import { isSame } from './three-way.ts';

/** The draft with corrections made; null if what they correct is no longer there. */
export function withCorrections(draft: Draft, corrections: readonly Correction[]): Draft | null {
  let value: Json = draft.value;
  for (const { at, before, after } of corrections) {
    const next = replacedAt(value, at, before, after);
    if (next === undefined) return null;
    value = next;
  }
  return isObject(value) ? withValue(draft, value) : null;
}

function replacedAt(
  value: Json | undefined,
  [step, ...rest]: readonly (string | number)[],
  before: Json,
  after: Json,
): Json | undefined {
  if (step === undefined) return isSame(value, before) ? after : undefined;
  if (Array.isArray(value) && typeof step === 'number') {
    const next = replacedAt(value[step], rest, before, after);
    return next === undefined ? undefined : value.with(step, next);
  }
  if (!isObject(value) || !Object.hasOwn(value, step)) return undefined;
  const next = replacedAt(value[step], rest, before, after);
  return next === undefined ? undefined : { ...value, [step]: next };
}
