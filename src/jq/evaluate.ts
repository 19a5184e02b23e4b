import type { JqOptions, JqResult } from '../core/expression/expression.ts';
import { chunks } from './compile.ts';
import { type Input, refusedInput, slices } from './input.ts';
import type { Pool } from './pool.ts';
import { evaluateProgram, readAnswers } from './program.ts';
import type { Suspects } from './quarantine.ts';

/** What an evaluation needs; `deadline` and `batchDeadline` in milliseconds, `expires` on `performance.now()`'s clock. */
export type Evaluation = {
  pool: Pool;
  suspects: Suspects;
  deadline: number;
  batchDeadline: number;
  expires: number;
  answer: NonNullable<JqOptions['answer']>;
  /** Suspects are not even tried, and what turns out to be one is not tried further. */
  quick: boolean;
  /** Takes one answer; called once per expression and input. */
  give(expression: string, input: Input, result: JqResult): void;
};

const perProgram = 64;

/** What has run alone for such a part of its deadline without an answer has offended; less may be the machine's fault. */
const offending = 0.2;

/** What has used up this part of its time alone is a suspect; less may have been the end of the call, or a busy machine. */
const suspicious = 0.5;

const suspected = 'It takes long, so it is evaluated apart from the others';

/**
 * Evaluates expressions that are known to compile. First many expressions over many inputs in one program. If that
 * gives no complete answer, each expression alone; and what fails alone, input by input, in the slow lane, where it
 * can wait on nobody but its like. So a culprit keeps neither its neighbours nor their events waiting for long.
 */
export async function evaluateAll(
  run: Evaluation,
  expressions: readonly string[],
  inputs: readonly Input[],
): Promise<void> {
  const apart = expressions.filter((expression) => run.suspects.has(expression));
  const together = expressions.filter((expression) => !run.suspects.has(expression));
  const groups = chunks(together, perProgram);
  await Promise.all(
    slices(inputs).flatMap((slice) => [
      ...groups.map((group) => evaluateGroup(run, group, slice)),
      ...apart.map((expression) => evaluateApart(run, expression, slice)),
    ]),
  );
}

async function evaluateApart(run: Evaluation, expression: string, slice: readonly Input[]): Promise<void> {
  if (!run.quick) return evaluateAlone(run, expression, slice, 'slow');
  giveAll(run, expression, slice, { ok: false, error: suspected, timeout: true, suspect: true });
}

async function evaluateGroup(run: Evaluation, group: readonly string[], slice: readonly Input[]): Promise<void> {
  const [only] = group;
  if (group.length === 1 && only !== undefined) return evaluateAlone(run, only, slice, 'fast');
  const attempt = await tryOnce(run, group, slice, { lane: 'fast', deadline: quickDeadline(run, group, slice) });
  if (attempt.type === 'answered') return;
  if (attempt.type === 'too long') {
    const half = group.length >> 1;
    await Promise.all([group.slice(0, half), group.slice(half)].map((part) => evaluateGroup(run, part, slice)));
    return;
  }
  const sound = withoutUnfit(run, group, slice);
  await Promise.all(group.map((expression) => evaluateAlone(run, expression, sound, 'fast')));
}

async function evaluateAlone(
  run: Evaluation,
  expression: string,
  slice: readonly Input[],
  lane: 'fast' | 'slow',
): Promise<void> {
  const sentence = run.suspects.sentence(expression);
  if (sentence !== null) {
    return giveAll(run, expression, slice, { ok: false, error: sentence, timeout: true, suspect: true });
  }
  const deadline = quickDeadline(run, [expression], slice);
  const attempt = await tryOnce(run, [expression], slice, { lane, deadline });
  if (attempt.type === 'answered') return run.suspects.clear(expression);
  const sound = withoutUnfit(run, [expression], slice);
  const isSuspect = attempt.type !== 'late' || attempt.ran >= deadline * suspicious;
  if (sound.length === slice.length && isSuspect) run.suspects.suspect(expression);
  const [single] = sound;
  if (single && slice.length === 1 && attempt.type !== 'late') return convict(run, expression, single, attempt);
  if (run.quick) {
    const mark = run.suspects.has(expression) && { suspect: true as const };
    return giveAll(run, expression, sound, { ok: false, error: suspected, timeout: true, ...mark });
  }
  await evaluateEach(run, expression, sound);
}

/** Input by input: first quickly, so that one on which the expression never ends does not use up the time of the others. */
async function evaluateEach(run: Evaluation, expression: string, inputs: readonly Input[]): Promise<void> {
  const left: Input[] = [];
  for (const input of inputs) {
    const deadline = quickDeadline(run, [expression], [input]);
    if (inputs.length === 1 || !(await evaluateOne(run, expression, input, deadline))) left.push(input);
  }
  for (const input of left) await evaluateOne(run, expression, input, run.deadline);
}

/** False when it needs more time than `deadline`, and may have it. */
async function evaluateOne(run: Evaluation, expression: string, input: Input, deadline: number): Promise<boolean> {
  const sentence = run.suspects.sentence(expression);
  if (sentence !== null) {
    run.give(expression, input, { ok: false, error: sentence, timeout: true, suspect: true });
    return true;
  }
  const attempt = await tryOnce(run, [expression], [input], { lane: 'slow', deadline });
  if (attempt.type === 'late' && deadline < run.deadline) return false;
  if (attempt.type !== 'answered') convict(run, expression, input, attempt);
  return true;
}

/** The expression alone, on one input alone, gave no answer: that is the answer. */
function convict(run: Evaluation, expression: string, input: Input, attempt: Failed): void {
  if (attempt.type === 'crashed' || attempt.ran >= run.deadline * offending) run.suspects.offend(expression);
  run.give(expression, input, failure(attempt));
}

function failure(attempt: Failed): JqResult {
  if (attempt.type === 'crashed') return { ok: false, error: attempt.message };
  if (attempt.type === 'too long') return { ok: false, error: 'The expression is too long for jq.' };
  const error = `It gave no answer within its time (it ran for ${(attempt.ran / 1000).toFixed(1)} s) and was stopped.`;
  return { ok: false, error, timeout: true };
}

type Failed =
  | { type: 'late'; ran: number }
  | { type: 'too long'; ran: number }
  | { type: 'crashed'; message: string; ran: number };
type Attempt = Failed | { type: 'answered' };

async function tryOnce(
  run: Evaluation,
  expressions: readonly string[],
  slice: readonly Input[],
  how: { lane: 'fast' | 'slow'; deadline: number },
): Promise<Attempt> {
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

/** Inputs that jq cannot take, whatever the expression, are answered and left out: they are not its fault. */
function withoutUnfit(run: Evaluation, expressions: readonly string[], slice: readonly Input[]): Input[] {
  return slice.filter((input) => {
    const error = refusedInput(input.text);
    if (error === null) return true;
    for (const expression of expressions) run.give(expression, input, { ok: false, error });
    return false;
  });
}

function giveAll(run: Evaluation, expression: string, slice: readonly Input[], result: JqResult): void {
  for (const input of slice) run.give(expression, input, result);
}

/** Several times what honest work was measured to take: 3 µs per answer, 30 ms per MB of input. */
function quickDeadline(run: Evaluation, expressions: readonly string[], slice: readonly Input[]): number {
  const characters = slice.reduce((sum, { text }) => sum + text.length, 0);
  return run.batchDeadline + expressions.length * slice.length * 0.01 + characters * 0.0001;
}
