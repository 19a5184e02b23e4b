import type { Jq, JqResult } from '../core/expression/expression.ts';
import { createCompiler } from './compile.ts';
import { createDirect } from './direct/direct.ts';
import { evaluateAll } from './evaluate.ts';
import { type Input, inputText, tooDeep } from './input.ts';
import { createPool } from './pool.ts';
import { createSuspects } from './quarantine.ts';

/** How to run jq; times in milliseconds. */
export type JqSetup = {
  /** The built worker, `build/jq-worker.mjs`. */
  workerUrl: URL;
  /** Threads, at least 2 (the default): one is always free of expressions that are known to be slow. */
  workers?: number;
  /** What a call of `evaluate` may take unless it says otherwise, and one expression alone on one input; 5,000. */
  deadline?: number;
  /** What expressions may take together, before their number and the inputs' size are added; 250. */
  batchDeadline?: number;
  /** The clock for how long a repeated offender is not tried again. */
  now?: () => number;
};

/**
 * jq in worker threads. They start when first needed, one of them with `start`, and do not keep the process alive; `close`
 * stops them.
 */
export function createJq(setup: JqSetup): Jq & { start(): void; close(): Promise<void> } {
  const { workers = 2, deadline = 5000, batchDeadline = 250, now = Date.now } = setup;
  const pool = createPool(setup.workerUrl, workers);
  const suspects = createSuspects(now);
  const { isSimple, direct } = createDirect();
  const compileByJq = createCompiler(pool, suspects, deadline);

  const compile: Jq['compile'] = async (expressions) => {
    const unsure = expressions.filter((expression) => !isSimple(expression));
    const problems = await compileByJq(unsure);
    const found = new Map(unsure.map((expression, index) => [expression, problems[index] ?? null]));
    return expressions.map((expression) => found.get(expression) ?? null);
  };

  const evaluate: Jq['evaluate'] = async (expressions, inputs, options = {}) => {
    const unique = [...new Set(expressions)];
    const expires = performance.now() + (options.deadline ?? deadline);
    const problems = await compile(unique);
    const answers = new Map(unique.map((expression) => [expression, new Array<JqResult | undefined>(inputs.length)]));
    for (const [index, expression] of unique.entries()) {
      const problem = problems[index];
      if (problem) answers.get(expression)?.fill({ ok: false, error: `It does not compile: ${problem.message}` });
    }
    const sound = unique.filter((_, index) => problems[index] === null);
    const give = (expression: string, input: Input, result: JqResult) => {
      const column = answers.get(expression);
      if (column) column[input.index] = result;
    };
    const answer = options.answer ?? 'value';
    const quick = options.quick ?? false;
    const run = { pool, suspects, deadline, batchDeadline, expires, answer, quick, give };
    const fit: Input[] = [];
    for (const [index, input] of sound.length > 0 ? inputs.entries() : []) {
      const text = inputText(input);
      if (text !== null) fit.push({ index, text });
      else for (const expression of sound) give(expression, { index, text: '' }, { ok: false, error: tooDeep });
    }
    await evaluateAll(run, sound, fit);
    return inputs.map((_, input) => expressions.map((expression) => answers.get(expression)?.[input] ?? unanswered));
  };

  return { compile, evaluate, direct, start: () => pool.start(), close: () => pool.close() };
}

const unanswered: JqResult = { ok: false, error: 'jq gave no answer.' };
