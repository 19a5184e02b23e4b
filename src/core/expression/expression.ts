import type { Json } from '../json.ts';

/**
 * The result of one expression on one input: its first output (`undefined` if there is none), or an error. `timeout`:
 * the error is due to time alone, so a longer deadline may help. `quarantined`: the expression has already blocked jq on
 * its own, so only a long wait can decide it. `untried`: other expressions used up the time, so nothing is known about this one.
 */
export type JqResult =
  | { ok: true; value: Json | undefined }
  | { ok: false; error: string; timeout?: true; quarantined?: true; untried?: true };

/** Why an expression does not compile; `offset` counts UTF-16 units from its start, if jq reports a position. */
export type CompileFailure = { message: string; offset?: number };

/** Options of an evaluation: how long it may take, and whether values or only their truth are needed. */
export type JqOptions = {
  /** Milliseconds for the whole call; an expression that runs longer fails with `timeout`. */
  deadline?: number;
  /** `truth` returns `true` or `false` instead of the value, which avoids copying it; the default is `value`. */
  answer?: 'value' | 'truth';
  /** Do not wait for quarantined expressions: fail them at once, with `quarantined`. */
  quick?: boolean;
};

/** The jq evaluator as the core sees it, implemented in `src/jq`. */
export type Jq = {
  /**
   * Compiles expressions as written, without rewriting quotes; null for each one that compiles, otherwise the reason.
   */
  compile(expressions: readonly string[]): Promise<(CompileFailure | null)[]>;
  /**
   * Evaluates every expression over every input: `results[input][expression]`. Never rejects because of an expression.
   */
  evaluate(expressions: readonly string[], inputs: readonly Json[], options?: JqOptions): Promise<JqResult[][]>;
  /** Returns a function that evaluates a simple expression without jq, or null if it needs jq; see `Direct`. */
  direct(expression: string): Direct | null;
};

/**
 * Evaluates a simple expression exactly as jq would; null for an input that needs jq itself. The value may share
 * structure with the input, so do not modify it. Calls for the same input that receive the same `reads` array
 * (initially empty) share what they read.
 */
export type Direct = (input: Json, reads?: Json[]) => JqResult | null;
