import type { Json } from '../json.ts';
import { brokenResult, type PreparedExpression } from './conditions.ts';
import type { Jq, JqOptions, JqResult } from './expression.ts';

/**
 * Evaluates the wanted expressions over inputs; returns results by input and slot. Simple expressions need no jq, and
 * the rest takes one call.
 */
export async function evaluatePrepared(
  expressions: readonly PreparedExpression[],
  wanted: (written: string) => boolean,
  inputs: readonly Json[],
  jq: Jq,
  options: JqOptions,
): Promise<(JqResult | undefined)[][]> {
  const open = new Map<number, string>();
  const rows = inputs.map((input) => {
    const reads: Json[] = [];
    return expressions.map((expression, slot): JqResult | undefined => {
      if (!wanted(expression.written)) return undefined;
      if (expression.program === null) return brokenResult(expression.problem);
      const result = expression.direct?.(input, reads);
      if (!result) open.set(slot, expression.program);
      return result ?? undefined;
    });
  });
  if (open.size === 0) return rows;
  const answers = await jq.evaluate([...open.values()], inputs, options);
  for (const [row, results] of rows.entries()) {
    for (const [column, slot] of [...open.keys()].entries()) results[slot] ??= answers[row]?.[column];
  }
  return rows;
}
