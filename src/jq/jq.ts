import type { Jq, JqResult } from '../core/expression/expression.ts';
import { createCompiler } from './compile.ts';
import { createDirect } from './direct/direct.ts';
import { evaluateAll } from './evaluate.ts';
import { inputText, type JqInput, tooDeep } from './input.ts';
import { createPool, type Pool } from './pool.ts';
import { createQuarantine } from './quarantine.ts';

/** How to run jq; times are in milliseconds. */
export type JqSetup = {
  /** The built worker, `build/jq-worker.mjs`. */
  workerUrl: URL;
  /**
   * The number of threads, at least 2 (the default): one is always kept free of expressions that are known to be slow.
   */
  workers?: number;
  /** The default deadline of a call of `evaluate`, and the limit for a single expression on a single input; 5,000. */
  deadline?: number;
  /** The base deadline of a batch, before allowances for its expressions and the size of its inputs; 250. */
  batchDeadline?: number;
  /** The threads, started from `workerUrl` by default. Deadlines are the pool's to keep, so a test may bring its own. */
  pool?: Pool;
  /** The clock for quarantines. */
  now?: () => number;
};

/**
 * Creates a jq evaluator in worker threads. They start on first use (`start` starts one ahead), do not keep the process
 * alive, and are stopped by `close`.
 */
export function createJq(setup: JqSetup): Jq & { start(): void; close(): Promise<void> } {
  const { workers = 2, deadline = 5000, batchDeadline = 250, now = Date.now } = setup;
  const { pool = createPool(setup.workerUrl, workers) } = setup;
  const quarantine = createQuarantine(now);
  const { isSimple, direct } = createDirect();
  const compileByJq = createCompiler(pool, quarantine, deadline);

  const compile: Jq['compile'] = async (expressions) => {
    const unsure = expressions.filter((expression) => !isSimple(expression));
    const problems = await compileByJq(unsure);
    const found = new Map(unsure.map((expression, index) => [expression, problems[index] ?? null]));
    return expressions.map((expression) => found.get(expression) ?? null);
  };

  const evaluate: Jq['evaluate'] = async (expressions, inputs, options = {}) => {
    const unique = [...new Set(expressions)];
    const time = options.deadline ?? deadline;
    const expires = performance.now() + time;
    const problems = await compile(unique);
    const answers = new Map(unique.map((expression) => [expression, new Array<JqResult | undefined>(inputs.length)]));
    for (const [index, expression] of unique.entries()) {
      const problem = problems[index];
      if (problem) answers.get(expression)?.fill({ ok: false, error: `It does not compile: ${problem.message}` });
    }
    const sound = unique.filter((_, index) => problems[index] === null);
    const give = (expression: string, input: JqInput, result: JqResult) => {
      const column = answers.get(expression);
      if (column) column[input.index] = result;
    };
    const answer = options.answer ?? 'value';
    const quick = options.quick ?? false;
    const run = { pool, quarantine, deadline, batchDeadline, time, expires, answer, quick, give };
    const fit: JqInput[] = [];
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

const unanswered: JqResult = { ok: false, error: 'jq returned no result.' };
