import type { Condition } from './automation.ts';
import type { Direct, Jq, JqResult } from './jq.ts';
import type { Json } from './json.ts';
import { rewriteQuotes } from './quotes.ts';

/** The three answers of a condition. An error is never a silent no. */
export type Verdict = 'match' | 'no-match' | 'error';

/** A condition ready for evaluation. */
export type PreparedCondition = {
  /** As their author wrote them. */
  written: readonly string[];
  /** As jq takes them: as written, else after Port's rewriting of single quotes. */
  expressions: readonly string[];
  /** Those that need no jq, by index; null where only jq can answer. */
  direct: readonly (Direct | null)[];
  combinator: 'and' | 'or';
};

/** Prepares conditions, all of them in one call to jq. What does not compile stays as written and fails when evaluated. */
export async function prepareConditions(
  conditions: readonly (Condition | undefined)[],
  jq: Jq,
): Promise<PreparedCondition[]> {
  const quoted = [
    ...new Set(conditions.flatMap((condition) => condition?.expressions ?? []).filter((text) => text.includes("'"))),
  ];
  const problems = await jq.compile(quoted);
  const rewritten = new Map(
    quoted.filter((_, index) => problems[index] !== null).map((text) => [text, rewriteQuotes(text)]),
  );
  return conditions.map((condition) => {
    const written = condition?.expressions ?? [];
    const expressions = written.map((text) => rewritten.get(text) ?? text);
    return {
      written,
      expressions,
      direct: expressions.map((expression) => jq.direct(expression)),
      combinator: condition?.combinator ?? 'and',
    };
  });
}

/** True for what passes: anything but `null` and `false`, as jq itself has it. */
export function isTruthy(value: Json | undefined): boolean {
  return value !== null && value !== false && value !== undefined;
}

/** What one expression says: an error of jq's or no output at all is an error. */
export function truthOf(result: JqResult): Verdict {
  if (!result.ok || result.value === undefined) return 'error';
  return isTruthy(result.value) ? 'match' : 'no-match';
}

/**
 * Combines what is known; `undefined` is an expression not evaluated yet. Undefined as a result: the rest decides.
 * `and`: one no decides; `or`: one yes decides; without either, an error makes the whole an error.
 */
export function combine(combinator: 'and' | 'or', results: readonly (JqResult | undefined)[]): Verdict | undefined {
  const [deciding, other] = combinator === 'and' ? (['no-match', 'match'] as const) : (['match', 'no-match'] as const);
  if (results.length === 0) return 'match';
  let open = false;
  let failed = false;
  for (const result of results) {
    if (result === undefined) open = true;
    else {
      const truth = truthOf(result);
      if (truth === deciding) return deciding;
      if (truth === 'error') failed = true;
    }
  }
  if (open) return undefined;
  return failed ? 'error' : other;
}

/** Why an expression did not answer, in one sentence. */
export function failureOf(result: JqResult): string | undefined {
  if (!result.ok) return result.error;
  return result.value === undefined ? 'the expression gave no output' : undefined;
}
