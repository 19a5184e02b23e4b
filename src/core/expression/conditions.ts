import type { Condition } from '../automation.ts';
import type { CompileFailure, Direct, Jq, JqResult } from './expression.ts';
import { rewriteQuotes } from './quotes.ts';

/** The verdict of an expression or condition on an event. An error is a verdict of its own, not a "no". */
export type Verdict = 'pass' | 'fail' | 'error';

/**
 * An expression ready to be evaluated: `program` is the text that compiles; null if none does, and `problem` says why.
 */
export type PreparedExpression =
  | { written: string; program: string; direct: Direct | null }
  | { written: string; program: null; problem: CompileFailure };

/**
 * Decides which text of each expression is evaluated: as written if that compiles, otherwise with Port's rewriting of
 * single quotes. Returns one result per expression, in order, with few calls of jq.
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

/** The expressions of a condition; none if it is omitted. */
export function expressionsOf(condition: Condition | undefined): readonly string[] {
  return condition?.expressions ?? [];
}

/** The combinator of a condition; `and` by default, as in Port's own clients. */
export function combinatorOf(condition: Condition | undefined): 'and' | 'or' {
  return condition?.combinator ?? 'and';
}

/** The verdict of a result: it passes if the first output is neither null nor false; no output is an error. */
export function verdictOf(result: JqResult): Verdict {
  if (!result.ok || result.value === undefined) return 'error';
  return result.value === null || result.value === false ? 'fail' : 'pass';
}

/**
 * Combines the verdicts of expressions, evaluating no more of them than necessary. `undefined` means not known yet. A
 * `fail` decides an `and` and a `pass` decides an `or`, whatever the others say; otherwise any error makes the result
 * an error. Without expressions, every event passes.
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

/** How the errors of expressions begin that do not compile. */
export const notCompiled = 'It does not compile: ';

/** The result of an expression that does not compile. */
export function brokenResult(problem: CompileFailure): JqResult {
  return { ok: false, error: `${notCompiled}${problem.message}` };
}
