import type { Json } from '../../core/json.ts';
import { askJq, type DirectStep, isTrue, Stop } from './direct-step.ts';
import { compare, equal } from './order.ts';

/** Combines two steps with an operator of jq. */
export function binaryStep(operator: string, left: DirectStep, right: DirectStep): DirectStep {
  const decide = comparisons.get(operator);
  if (decide) return bothStep(left, right, decide);
  const control = controls.get(operator);
  return control ? control(left, right) : bothStep(left, right, arithmetic(operator));
}

type Both = (left: Json, right: Json) => Json | Stop;

const comparisons: ReadonlyMap<string, Both> = new Map<string, Both>([
  ['==', equal],
  ['!=', (left, right) => !equal(left, right)],
  ['<', (left, right) => compare(left, right) < 0],
  ['<=', (left, right) => compare(left, right) <= 0],
  ['>', (left, right) => compare(left, right) > 0],
  ['>=', (left, right) => compare(left, right) >= 0],
]);

/** jq evaluates the right side of a comparison or arithmetic operator first, so its error is the one reported. */
function bothStep(left: DirectStep, right: DirectStep, join: Both): DirectStep {
  return (input, reads) => {
    const second = right(input, reads);
    if (second instanceof Stop) return second;
    const first = left(input, reads);
    if (first instanceof Stop) return first;
    return join(first, second);
  };
}

const controls: ReadonlyMap<string, (left: DirectStep, right: DirectStep) => DirectStep> = new Map<
  string,
  (left: DirectStep, right: DirectStep) => DirectStep
>([
  [
    '|',
    (left, right) => (input, reads) => {
      const value = left(input, reads);
      return value instanceof Stop ? value : right(value);
    },
  ],
  [
    '//',
    (left, right) => (input, reads) => {
      const value = left(input, reads);
      return value instanceof Stop || isTrue(value) ? value : right(input, reads);
    },
  ],
  ['and', (left, right) => (input, reads) => logical(left(input, reads), right, false, input, reads)],
  ['or', (left, right) => (input, reads) => logical(left(input, reads), right, true, input, reads)],
]);

/** The result is `deciding` if the left side has that truth; otherwise it is the truth of the right side. */
function logical(
  first: Json | Stop,
  right: DirectStep,
  deciding: boolean,
  input: Json,
  reads: Json[] | undefined,
): Json | Stop {
  if (first instanceof Stop) return first;
  if (isTrue(first) === deciding) return deciding;
  const second = right(input, reads);
  return second instanceof Stop ? second : isTrue(second);
}

function arithmetic(operator: string): Both {
  return (first, second) => {
    if (operator === '+') {
      if (first === null) return second;
      if (second === null) return first;
      if (typeof first === 'string' && typeof second === 'string') return first + second;
    }
    if (typeof first !== 'number' || typeof second !== 'number') return askJq;
    const result = calculate(first, second, operator);
    return Number.isFinite(result) ? result : askJq;
  };
}

function calculate(first: number, second: number, operator: string): number {
  if (operator === '+') return first + second;
  if (operator === '-') return first - second;
  return operator === '*' ? first * second : first / second;
}
