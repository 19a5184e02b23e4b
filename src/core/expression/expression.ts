import type { Json } from '../json.ts';

/**
 * What jq says of one expression on one input: its first output (`undefined`: it had none), or why it failed.
 * `timeout` marks a failure that only time decided, so a caller may ask again with a longer deadline; `suspect` one of an
 * expression that has already kept jq busy by itself, so that only patience can decide it.
 */
export type JqResult =
  | { ok: true; value: Json | undefined }
  | { ok: false; error: string; timeout?: true; suspect?: true };

/** Why an expression does not compile; `offset` counts UTF-16 units from the expression's start, when jq names a place. */
export type JqProblem = { message: string; offset?: number };

/** How long an evaluation may take, and whether its caller needs values or only their truth. */
export type JqOptions = {
  /** Milliseconds for the whole call; an expression that runs longer is an error with `timeout`. */
  deadline?: number;
  /** `truth` answers `true` or `false` in place of the value, which saves copying it; default `value`. */
  answer?: 'value' | 'truth';
  /** Do not wait for suspects: they are answered at once, by `suspect`. */
  quick?: boolean;
};

/** The jq evaluator as the core sees it; `src/jq` implements it. */
export type Jq = {
  /** One answer per expression: null when it compiles, else why not. Written as jq, quote rewriting is the caller's. */
  compile(expressions: readonly string[]): Promise<(JqProblem | null)[]>;
  /** Every expression over every input: `results[input][expression]`. Never rejects for what an expression does. */
  evaluate(expressions: readonly string[], inputs: readonly Json[], options?: JqOptions): Promise<JqResult[][]>;
  /** A function that answers a simple expression without jq, or null when only jq can; see `Direct`. */
  direct(expression: string): Direct | null;
};

/**
 * Answers at once exactly as jq would, or null for an input on which only jq itself can tell. A value may share
 * structure with the input: do not change it. Functions that are asked about the same input and given the same `reads`
 * (empty at first) share what they read of it.
 */
export type Direct = (input: Json, reads?: Json[]) => JqResult | null;
