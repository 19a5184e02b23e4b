import type { JqOptions, JqResult } from '../core/expression/expression.ts';
import { chunks } from './compile.ts';
import { type JqInput, refusedInput, slices } from './input.ts';
import type { Pool } from './pool.ts';
import { evaluateProgram, readAnswers } from './program.ts';
import type { Quarantine } from './quarantine.ts';

/**
 * The context of an evaluation; `deadline` (of an expression), `batchDeadline` and `time` (of the whole call) are in
 * milliseconds, `expires` is on the clock of `performance.now()`.
 */
export type Evaluation = {
  pool: Pool;
  quarantine: Quarantine;
  deadline: number;
  batchDeadline: number;
  time: number;
  expires: number;
  answer: NonNullable<JqOptions['answer']>;
  /** Quarantined expressions are not tried, and newly quarantined ones are not tried further. */
  quick: boolean;
  /** Receives one result; called once per expression and input. */
  give(expression: string, input: JqInput, result: JqResult): void;
};

const expressionsPerProgram = 64;

/**
 * An expression that ran alone for this share of its deadline without a result gets a strike; less may be the fault of
 * the machine.
 */
const strikeShare = 0.2;

/**
 * An expression that used this share of its time is quarantined; less may be due to the end of the call or a busy
 * machine.
 */
const quarantineShare = 0.5;

const quarantinedMessage = 'The expression is slow, so it is evaluated separately';

/**
 * Evaluates expressions that are known to compile: first many expressions over many inputs in one program; if that
 * gives no complete result, each expression alone; and what fails alone, input by input in the slow lane, where it only
 * competes with other slow expressions. So a bad expression delays neither its neighbors nor their events for long.
 */
export async function evaluateAll(
  run: Evaluation,
  expressions: readonly string[],
  inputs: readonly JqInput[],
): Promise<void> {
  const apart = expressions.filter((expression) => run.quarantine.has(expression));
  const together = expressions.filter((expression) => !run.quarantine.has(expression));
  const groups = chunks(together, expressionsPerProgram);
  await Promise.all(
    slices(inputs).flatMap((slice) => [
      ...groups.map((group) => evaluateGroup(run, group, slice)),
      ...apart.map((expression) => evaluateApart(run, expression, slice)),
    ]),
  );
}

async function evaluateApart(run: Evaluation, expression: string, slice: readonly JqInput[]): Promise<void> {
  if (!run.quick) return evaluateAlone(run, expression, slice, 'slow');
  giveAll(run, expression, slice, { ok: false, error: quarantinedMessage, timeout: true, quarantined: true });
}

async function evaluateGroup(run: Evaluation, group: readonly string[], slice: readonly JqInput[]): Promise<void> {
  const [only] = group;
  if (group.length === 1 && only !== undefined) return evaluateAlone(run, only, slice, 'fast');
  const attempt = await tryOnce(run, group, slice, { lane: 'fast', deadline: quickDeadline(run, group, slice) });
  if (attempt.type === 'answered') return;
  if (attempt.type === 'too long') {
    const half = group.length >> 1;
    await Promise.all([group.slice(0, half), group.slice(half)].map((part) => evaluateGroup(run, part, slice)));
    return;
  }
  const sound = withoutRefused(run, group, slice);
  await Promise.all(group.map((expression) => evaluateAlone(run, expression, sound, 'fast')));
}

async function evaluateAlone(
  run: Evaluation,
  expression: string,
  slice: readonly JqInput[],
  lane: 'fast' | 'slow',
): Promise<void> {
  const refusal = run.quarantine.refusal(expression);
  if (refusal !== null) {
    return giveAll(run, expression, slice, { ok: false, error: refusal, timeout: true, quarantined: true });
  }
  const deadline = quickDeadline(run, [expression], slice);
  const attempt = await tryOnce(run, [expression], slice, { lane, deadline });
  if (attempt.type === 'answered') return run.quarantine.release(expression);
  const sound = withoutRefused(run, [expression], slice);
  const isSlow = attempt.type !== 'late' || attempt.ran >= deadline * quarantineShare;
  if (sound.length === slice.length && isSlow) run.quarantine.add(expression);
  const [single] = sound;
  if (single && slice.length === 1 && attempt.type !== 'late') return recordFailure(run, expression, single, attempt);
  if (run.quick) {
    const mark = run.quarantine.has(expression) && { quarantined: true as const };
    return giveAll(run, expression, sound, { ok: false, error: quarantinedMessage, timeout: true, ...mark });
  }
  await evaluateEach(run, expression, sound);
}

/**
 * Evaluates an expression input by input: first with a short deadline, so that one input on which it never ends does
 * not use up the time of the others.
 */
async function evaluateEach(run: Evaluation, expression: string, inputs: readonly JqInput[]): Promise<void> {
  const left: JqInput[] = [];
  for (const input of inputs) {
    const deadline = quickDeadline(run, [expression], [input]);
    if (inputs.length === 1 || !(await evaluateOne(run, expression, input, deadline))) left.push(input);
  }
  for (const input of left) await evaluateOne(run, expression, input, run.deadline);
}

/** Returns false if it needs more time than `deadline`, and may have it. */
async function evaluateOne(run: Evaluation, expression: string, input: JqInput, deadline: number): Promise<boolean> {
  const refusal = run.quarantine.refusal(expression);
  if (refusal !== null) {
    run.give(expression, input, { ok: false, error: refusal, timeout: true, quarantined: true });
    return true;
  }
  const attempt = await tryOnce(run, [expression], [input], { lane: 'slow', deadline });
  if (attempt.type === 'late' && deadline < run.deadline) return false;
  if (attempt.type !== 'answered') recordFailure(run, expression, input, attempt);
  return true;
}

/** Records that an expression gave no result even alone, on a single input. */
function recordFailure(run: Evaluation, expression: string, input: JqInput, attempt: FailedTry): void {
  if (attempt.type === 'crashed' || attempt.ran >= run.deadline * strikeShare) run.quarantine.strike(expression);
  run.give(expression, input, failure(attempt, Math.min(run.deadline, run.time)));
}

function failure(attempt: FailedTry, deadline: number): JqResult {
  if (attempt.type === 'crashed') return { ok: false, error: attempt.message };
  if (attempt.type === 'too long') return { ok: false, error: 'The expression is too long for jq.' };
  if (attempt.ran < deadline * strikeShare) {
    const busy = 'The expression was not evaluated in time: other expressions kept jq busy.';
    return { ok: false, error: busy, timeout: true, untried: true };
  }
  const error = `The expression was stopped because it ran out of time (after ${(attempt.ran / 1000).toFixed(1)} s).`;
  return { ok: false, error, timeout: true };
}

type FailedTry =
  | { type: 'late'; ran: number }
  | { type: 'too long'; ran: number }
  | { type: 'crashed'; message: string; ran: number };
type TryResult = FailedTry | { type: 'answered' };

async function tryOnce(
  run: Evaluation,
  expressions: readonly string[],
  slice: readonly JqInput[],
  how: { lane: 'fast' | 'slow'; deadline: number },
): Promise<TryResult> {
  const input = `[${slice.map(({ text }) => text).join(',')}]`;
  const job = { program: evaluateProgram(expressions, run.answer), input };
  const outcome = await run.pool.run(job, { ...how, expires: run.expires });
  if (outcome.type === 'expired') return { type: 'late', ran: 0 };
  if (outcome.type === 'timeout') return { type: 'late', ran: outcome.ran };
  if (outcome.type === 'crashed') return outcome;
  const rows = readAnswers(outcome.stdout, expressions.length, slice.length);
  if (rows === null) {
    if (outcome.stderr.includes('bytes which is too long')) return { type: 'too long', ran: outcome.ran };
    return {
      type: 'crashed',
      message: outcome.stderr.replace(/^jq: error[^:]*: /, '').slice(0, 1000),
      ran: outcome.ran,
    };
  }
  for (const [row, answers] of rows.entries()) {
    for (const [column, result] of answers.entries()) {
      const [expression, input] = [expressions[column], slice[row]];
      if (expression !== undefined && input !== undefined) run.give(expression, input, result);
    }
  }
  return { type: 'answered' };
}

/** Answers inputs that jq cannot accept, whatever the expression, and returns the others. */
function withoutRefused(run: Evaluation, expressions: readonly string[], slice: readonly JqInput[]): JqInput[] {
  return slice.filter((input) => {
    const error = refusedInput(input.text);
    if (error === null) return true;
    for (const expression of expressions) run.give(expression, input, { ok: false, error });
    return false;
  });
}

function giveAll(run: Evaluation, expression: string, slice: readonly JqInput[], result: JqResult): void {
  for (const input of slice) run.give(expression, input, result);
}

/** A short deadline: several times the measured cost of normal work (3 µs per result, 30 ms per MB of input). */
function quickDeadline(run: Evaluation, expressions: readonly string[], slice: readonly JqInput[]): number {
  const characters = slice.reduce((sum, { text }) => sum + text.length, 0);
  return run.batchDeadline + expressions.length * slice.length * 0.01 + characters * 0.0001;
}
