import type { Condition } from '../automation.ts';
import type { Direct, Jq, JqProblem, JqResult } from './expression.ts';
import { rewriteQuotes } from './quotes.ts';

/** What an expression, and in the end a condition, says of an event. An error is an answer of its own, never a "no". */
export type Verdict = 'pass' | 'fail' | 'error';

/** An expression ready to be evaluated: `program` is what compiles (null: nothing does, and `problem` says why). */
export type PreparedExpression =
  | { written: string; program: string; direct: Direct | null }
  | { written: string; program: null; problem: JqProblem };

/**
 * Decides which text of each expression is evaluated: as it is written when that compiles, else with Port's rewriting
 * of single quotes. One answer per expression, in order; few calls of jq for any number of them.
 */
export async function prepareExpressions(written: readonly string[], jq: Jq): Promise<PreparedExpression[]> {
  const asWritten = await jq.compile(written);
  const rewritten = written.map((expression, index) => (asWritten[index] ? rewriteQuotes(expression) : expression));
  const retried = rewritten.flatMap((expression, index) => (expression !== written[index] ? [expression] : []));
  const problems = await jq.compile(retried);
  const compiles = new Set(retried.filter((_, index) => problems[index] === null));
  return written.map((expression, index) => {
    const problem = asWritten[index];
    const other = rewritten[index] ?? expression;
    if (!problem) return { written: expression, program: expression, direct: jq.direct(expression) };
    if (compiles.has(other)) return { written: expression, program: other, direct: jq.direct(other) };
    return { written: expression, program: null, problem };
  });
}

/** The expressions of a condition; a condition that is omitted has none. */
export function expressionsOf(condition: Condition | undefined): readonly string[] {
  return condition?.expressions ?? [];
}

/** `and` unless the condition says otherwise, as Port's own clients fill it in. */
export function combinatorOf(condition: Condition | undefined): 'and' | 'or' {
  return condition?.combinator ?? 'and';
}

/** Passes when the first output is neither null nor false; no output at all is an error. */
export function verdictOf(result: JqResult): Verdict {
  if (!result.ok || result.value === undefined) return 'error';
  return result.value === null || result.value === false ? 'fail' : 'pass';
}

/**
 * Combines what the expressions say, asking for no more of them than it takes; `undefined` stands for one that is not
 * known yet, and for a result that hangs on it. A `fail` decides an `and` and a `pass` decides an `or`, whatever the
 * others say; otherwise an error is one. Without expressions everything passes.
 */
export function combine<T>(
  combinator: 'and' | 'or',
  expressions: readonly T[],
  verdictOn: (expression: T) => Verdict | undefined,
): Verdict | undefined {
  const deciding = combinator === 'and' ? 'fail' : 'pass';
  let isOpen = false;
  let isWrong = false;
  for (const expression of expressions) {
    const verdict = verdictOn(expression);
    if (verdict === deciding) return deciding;
    if (verdict === undefined) isOpen = true;
    else if (verdict === 'error') isWrong = true;
  }
  if (isOpen) return undefined;
  if (isWrong) return 'error';
  return combinator === 'and' || expressions.length === 0 ? 'pass' : 'fail';
}

/** The error of an expression that does not compile. */
export function brokenResult(problem: JqProblem): JqResult {
  return { ok: false, error: `It does not compile: ${problem.message}` };
}
