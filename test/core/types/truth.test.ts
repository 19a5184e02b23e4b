import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JqResult } from '../../../src/core/expression/expression.ts';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import { parseJq } from '../../../src/core/syntax/parser.ts';
import type { Inferred } from '../../../src/core/types/outcome.ts';
import { eventType } from '../../../src/core/types/shape.ts';
import { kindsOf, memberOf, type Type } from '../../../src/core/types/type.ts';
import { typeExpression } from '../../../src/core/types/types.ts';
import { jqForTests } from '../../jq/jq.ts';
import { expressions } from './expressions.ts';
import { blueprints, events, triggers } from './generate.ts';

const jq = jqForTests();

/** `TYPE_EVALUATIONS=100000 npx vitest run test/core/types` is the large run. */
const evaluations = Number(process.env.TYPE_EVALUATIONS ?? 8_000);
const seed = Number(process.env.TYPE_SEED ?? 20_261_129);
const perRound = { expressions: 40, events: 20 };

/** True if a value has a type. */
function fits(value: Json, type: Type): boolean {
  if (value === null) return type.isNull;
  if (typeof value === 'boolean') return type.booleans.includes(value);
  if (typeof value === 'number') return type.numbers === 'any' || type.numbers.includes(value);
  if (typeof value === 'string') return type.texts === 'any' || type.texts.includes(value);
  if (Array.isArray(value)) return type.items !== null && value.every((item) => fits(item, type.items as Type));
  const { members } = type;
  if (members === null) return false;
  const absent = [...members.known].filter(([name]) => !Object.hasOwn(value, name));
  return (
    Object.entries(value).every(([name, member]) => fits(member, memberOf(members, name))) &&
    absent.every(([, member]) => member.isNull)
  );
}

/** Whether production's result is one that the types allow. */
function isForeseen(result: JqResult, { type, fails, empties }: Inferred): boolean {
  if (!result.ok) return fails;
  return result.value === undefined ? empties : fits(result.value, type);
}

describe('core/types/truth', () => {
  test('never rules out what the evaluator returns', async () => {
    let evaluated = 0;
    let certain = 0;
    const wrong: string[] = [];
    for (let round = 0; evaluated < evaluations; round += 1) {
      const trigger = triggers[round % triggers.length];
      const [made] = fc.sample(blueprints, { seed: seed + round, numRuns: 1 });
      if (!trigger || !made) throw new Error('nothing was generated');
      const shape = eventType(trigger, new Map([['service', made.read]]));
      const inputs = fc.sample(events(trigger, made), { seed: seed + round, numRuns: perRound.events });
      const programs = fc.sample(expressions, { seed: seed + round, numRuns: perRound.expressions });
      const results = await jq.evaluate(programs, inputs);
      programs.forEach((program, index) => {
        const parsed = parseJq(program);
        if (!parsed.ok) throw new Error(`${program} was not parsed`);
        const { outcome } = typeExpression(parsed.node, shape);
        if (!isOpen(outcome)) certain += 1;
        inputs.forEach((input, row) => {
          const result = results[row]?.[index];
          if (!result) throw new Error('no result');
          evaluated += 1;
          if (isForeseen(result, outcome) || wrong.length > 20) return;
          wrong.push(
            JSON.stringify({
              program,
              trigger: trigger.type,
              result,
              outcome: [kindsOf(outcome.type), outcome.fails, outcome.empties],
              diff: (input as JsonObject).diff,
              schema: made.definition,
            }),
          );
        });
      });
    }
    expect(wrong).toEqual([]);
    // A checker that claims nothing is never wrong, and useless.
    expect(certain / (evaluated / perRound.events)).toBeGreaterThan(0.2);
  });
});

/** True if an outcome says too little to decide a condition. */
function isOpen({ type, fails, empties }: Inferred): boolean {
  const isTruthy =
    type.booleans.includes(true) || type.numbers.length + type.texts.length > 0 || type.items || type.members;
  const isFalsy = type.isNull || type.booleans.includes(false) || fails || empties;
  return Boolean(isTruthy) && isFalsy;
}
