import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Comparison, contradict, demands, type Operand } from '../../../src/core/expression/comparison.ts';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import { jqForTests } from '../../jq/jq.ts';

const jq = jqForTests();

const operand = fc.constantFrom('.a', '.b', '.c', '1', '"x y"', 'null', 'true', '"and"');
const comparison = fc.tuple(operand, fc.constantFrom('==', '==', '!=', '<'), operand).map((parts) => parts.join(' '));
const part = fc.oneof(
  { weight: 20, arbitrary: comparison },
  comparison.map((one) => `(${one})`),
  comparison.map((one) => `(${one} | not)`),
  fc.constantFrom('.a', '.b // true', '[.a == 1 and .b == 1 and .c == 1]', '(.a == 1) != true', '"\\(.a == 1)"'),
);
const expression = fc
  .tuple(
    fc.array(part, { minLength: 1, maxLength: 3 }),
    fc.constantFrom(' and ', ' and ', ' or ', '  and\n', ' and .a == .b and '),
  )
  .map(([parts, operator]) => parts.join(operator));

const values: Json[] = [1, 2, 'x y', null, true];
const inputs = values.flatMap((a) => values.flatMap((b) => values.map((c): JsonObject => ({ a, b, c }))));

function holds({ left, equal, right }: Comparison, input: JsonObject): boolean {
  const read = (one: Operand) => ('path' in one ? input[one.path] : one.value);
  return (read({ path: left }) === read(right)) === equal;
}

describe('core/expression/comparison', () => {
  test('finds only demands that every passing input satisfies', async () => {
    const expressions = [...new Set(fc.sample(expression, { numRuns: 400, seed: 7 }))];
    const results = await jq.evaluate(expressions, inputs);
    let demanded = 0;
    let contradicted = 0;
    expressions.forEach((text, index) => {
      const all = demands(text);
      demanded += all.length;
      const passing = inputs.filter((_, at) => {
        const result = results[at]?.[index];
        return result?.ok === true && result.value !== null && result.value !== false && result.value !== undefined;
      });
      for (const input of passing) for (const demand of all) expect([text, holds(demand, input)]).toEqual([text, true]);
      if (!contradict(all)) return;
      contradicted += 1;
      expect([text, passing]).toEqual([text, []]);
    });
    // The sample must still contain contradictions.
    expect(demanded).toBeGreaterThan(200);
    expect(contradicted).toBeGreaterThan(10);
  });
});
