import { AppError } from '../../core/error.ts';
import { prepareExpressions } from '../../core/expression/conditions.ts';
import { jqHint } from '../../core/expression/hints.ts';
import type { Json } from '../../core/json.ts';
import type { StoredEvent } from '../../store/events.ts';
import type { World } from '../world.ts';

/** How long the evaluation of one batch may take, ms. */
const deadline = 2_000;

/** Keeps the events for which an expression is true; `late`: how many took too long to decide. */
export type EventTest = (events: readonly StoredEvent[]) => Promise<{ fitting: StoredEvent[]; late: number }>;

/** Prepares an expression that selects events; an error is not true. Throws `invalid_content` when it does not compile. */
export async function prepareEventTest(expression: string, jq: World['jq']): Promise<EventTest> {
  const [prepared] = await prepareExpressions([expression], jq);
  if (prepared === undefined || prepared.program === null) {
    const hint = prepared === undefined ? null : jqHint(expression, prepared.problem);
    const reason = hint?.message ?? prepared?.problem.message ?? 'it is empty';
    throw new AppError('invalid_content', `jq does not compile: ${reason}`);
  }
  const { program } = prepared;
  return async (events) => {
    const inputs = events.map(({ event }) => event as unknown as Json);
    const results = await jq.evaluate([program], inputs, { deadline, answer: 'truth' });
    const isLate = (index: number) => {
      const result = results[index]?.[0];
      return result?.ok === false && (result.timeout === true || result.untried === true);
    };
    return {
      fitting: events.filter((_, index) => {
        const result = results[index]?.[0];
        return result?.ok === true && result.value === true;
      }),
      late: events.filter((_, index) => isLate(index)).length,
    };
  };
}
