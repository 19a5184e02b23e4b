import type { CompileFailure } from '../core/expression/expression.ts';
import { blamedLines, readProblem } from './jq-problem.ts';
import type { Pool } from './pool.ts';
import { checkProgram } from './program.ts';
import type { Quarantine } from './quarantine.ts';
import { createTextCache } from './text-cache.ts';

/** Compiles many expressions at once; null for each one that compiles. */
export type Compiler = (expressions: readonly string[]) => Promise<(CompileFailure | null)[]>;

type CompileResult = { problem: CompileFailure | null };

/** Receives the result for one expression. */
type Keep = (expression: string, problem: CompileFailure | null) => void;

/** The cheapest number of expressions per program: jq's time per expression grows with the size of a program. */
const expressionsPerProgram = 100;
const maxExpressionLength = 64 * 1024;
const cacheCharacters = 16 * 1024 * 1024;

/** Creates a compiler that caches its results. `deadline` is the limit for a single expression, in milliseconds. */
export function createCompiler(pool: Pool, quarantine: Quarantine, deadline: number): Compiler {
  const cache = createTextCache<CompileResult>(cacheCharacters);

  async function run(program: string, lane: 'fast' | 'slow', limit: number) {
    return pool.run({ program, input: '' }, { deadline: limit, expires: Number.POSITIVE_INFINITY, lane });
  }

  async function check(expressions: readonly string[], keep: Keep): Promise<void> {
    const [only] = expressions;
    if (only === undefined) return;
    if (expressions.length === 1) return checkAlone(only, keep);
    const program = checkProgram(expressions);
    const outcome = await run(program.text, 'fast', quickDeadlineMs * 2);
    if (outcome.type === 'done' && outcome.exitCode === 0) {
      for (const expression of expressions) keep(expression, null);
      return;
    }
    const blamed =
      outcome.type === 'done' ? blamedAmong(program.lines, blamedLines(outcome.stderr)) : new Set<number>();
    if (blamed.size === 0 || blamed.size > expressions.length / 2) {
      const half = expressions.length >> 1;
      await Promise.all([check(expressions.slice(0, half), keep), check(expressions.slice(half), keep)]);
    } else {
      const others = expressions.filter((_, index) => !blamed.has(index));
      const alone = [...blamed].flatMap((index) => expressions[index] ?? []);
      await Promise.all([check(others, keep), ...alone.map((expression) => checkAlone(expression, keep))]);
    }
  }

  /**
   * Compiles an expression as it is, for jq's own messages and positions, and then in parentheses, as it will be used.
   */
  async function checkAlone(expression: string, keep: Keep): Promise<void> {
    // jq would take a program that starts with a minus for an option.
    const lead = expression.startsWith('-') ? '\n' : '';
    const bare = await runAlone(expression, lead + expression);
    if (typeof bare !== 'string') return;
    if (bare !== '') {
      const { message, offset } = readProblem(bare, lead + expression);
      const problem = offset === undefined ? { message } : { message, offset: Math.max(0, offset - lead.length) };
      return keep(expression, problem);
    }
    const wrapped = await runAlone(expression, checkProgram([expression]).text);
    if (wrapped === '') keep(expression, null);
    else if (wrapped) keep(expression, { message: notAnExpression });
  }

  /** jq's error message (empty if there is none); undefined if jq did not finish. */
  async function runAlone(expression: string, program: string): Promise<string | undefined> {
    let outcome = quarantine.has(expression) ? null : await run(program, 'fast', quickDeadlineMs);
    if (outcome?.type !== 'done' && quarantine.refusal(expression) === null) {
      quarantine.add(expression);
      outcome = await run(program, 'slow', deadline);
    }
    if (outcome?.type === 'done') return outcome.exitCode === 0 ? '' : outcome.stderr;
    quarantine.strike(expression);
    return undefined;
  }

  return async (expressions) => {
    // New results are kept here as well, because the cache may be too small for all of them.
    const found = new Map<string, CompileResult>();
    const keep: Keep = (expression, problem) => {
      found.set(expression, { problem });
      cache.set(expression, { problem });
    };
    const open = new Set<string>();
    for (const expression of expressions) {
      if (found.has(expression)) continue;
      const known = cache.get(expression);
      const problem = known ? null : refusedExpression(expression);
      if (known) found.set(expression, known);
      else if (problem) keep(expression, problem);
      else open.add(expression);
    }
    // Chunks of equal size: a small remainder would need its own program, and perhaps its own thread.
    const pieces = Math.max(1, Math.round(open.size / expressionsPerProgram));
    await Promise.all(chunks([...open], Math.ceil(open.size / pieces)).map((piece) => check(piece, keep)));
    return expressions.map((expression) => {
      const checked = found.get(expression);
      return checked ? checked.problem : { message: quarantine.refusal(expression) ?? tooHard };
    });
  };
}

const quickDeadlineMs = 1000;
const tooHard = 'compiling it takes too much time or memory.';
const notAnExpression = 'This is a jq module, not an expression; module directives are not available.';

/** Rejects text that must not be part of a program: a NUL would end it, and half a surrogate pair is not valid text. */
function refusedExpression(expression: string): CompileFailure | null {
  const nul = expression.indexOf('\0');
  if (nul >= 0) return { message: 'The expression contains a NUL character.', offset: nul };
  if (Buffer.from(expression, 'utf8').toString('utf8') !== expression) {
    return { message: 'The expression contains half of a surrogate pair, which is not a character.' };
  }
  if (expression.length <= maxExpressionLength) return null;
  return { message: `The expression is longer than ${maxExpressionLength} characters.`, offset: maxExpressionLength };
}

function blamedAmong(places: readonly { start: number; end: number }[], lines: readonly number[]): Set<number> {
  const blamed = new Set<number>();
  for (const line of lines) {
    const index = places.findIndex((place) => line >= place.start && line < place.end);
    if (index >= 0) blamed.add(index);
  }
  return blamed;
}

/** Splits an array into chunks of at most `size` items. */
export function chunks<T>(items: readonly T[], size: number): T[][] {
  const pieces: T[][] = [];
  for (let at = 0; at < items.length; at += size) pieces.push(items.slice(at, at + size));
  return pieces;
}
