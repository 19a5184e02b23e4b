import type { JqProblem } from '../core/expression/expression.ts';
import { createMemory } from './memoize.ts';
import type { Pool } from './pool.ts';
import { blamedLines, readProblem } from './problem.ts';
import { checkProgram } from './program.ts';
import type { Suspects } from './quarantine.ts';

/** Compiles expressions, many at a time; one answer per expression, null when it compiles. */
export type Compiler = (expressions: readonly string[]) => Promise<(JqProblem | null)[]>;

type Checked = { problem: JqProblem | null };

/** Takes what was found of one expression. */
type Keep = (expression: string, problem: JqProblem | null) => void;

/** jq's time per expression grows with the size of a program: about this many at once are cheapest. */
const perProgram = 100;
const maxLength = 64 * 1024;
const memorySize = 16 * 1024 * 1024;

/** A compiler that remembers its answers. `deadline`: what one expression alone may take, in milliseconds. */
export function createCompiler(pool: Pool, suspects: Suspects, deadline: number): Compiler {
  const memory = createMemory<Checked>(memorySize);

  async function run(program: string, lane: 'fast' | 'slow', limit: number) {
    return pool.run({ program, input: '' }, { deadline: limit, expires: Number.POSITIVE_INFINITY, lane });
  }

  async function check(expressions: readonly string[], keep: Keep): Promise<void> {
    const [only] = expressions;
    if (only === undefined) return;
    if (expressions.length === 1) return checkAlone(only, keep);
    const program = checkProgram(expressions);
    const outcome = await run(program.text, 'fast', quick * 2);
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

  /** As it stands, for jq's own words and places; then between parentheses, because that is how it will be used. */
  async function checkAlone(expression: string, keep: Keep): Promise<void> {
    // A program that begins with a minus would be taken for an option of jq's.
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

  /** jq's complaint (empty: none), or undefined when it gave no answer. */
  async function runAlone(expression: string, program: string): Promise<string | undefined> {
    let outcome = suspects.has(expression) ? null : await run(program, 'fast', quick);
    if (outcome?.type !== 'done' && suspects.sentence(expression) === null) {
      suspects.suspect(expression);
      outcome = await run(program, 'slow', deadline);
    }
    if (outcome?.type === 'done') return outcome.exitCode === 0 ? '' : outcome.stderr;
    suspects.offend(expression);
    return undefined;
  }

  return async (expressions) => {
    // What is found now is answered from here: the memory may have no room for all of it.
    const found = new Map<string, Checked>();
    const keep: Keep = (expression, problem) => {
      found.set(expression, { problem });
      memory.set(expression, { problem });
    };
    const open = new Set<string>();
    for (const expression of expressions) {
      if (found.has(expression)) continue;
      const known = memory.get(expression);
      const problem = known ? null : refused(expression);
      if (known) found.set(expression, known);
      else if (problem) keep(expression, problem);
      else open.add(expression);
    }
    // Equal pieces: a few that were left over would cost a program, and perhaps a thread, of their own.
    const pieces = Math.max(1, Math.round(open.size / perProgram));
    await Promise.all(chunks([...open], Math.ceil(open.size / pieces)).map((piece) => check(piece, keep)));
    return expressions.map((expression) => {
      const checked = found.get(expression);
      return checked ? checked.problem : { message: suspects.sentence(expression) ?? tooHard };
    });
  };
}

const quick = 1000;
const tooHard = 'jq cannot compile this expression: it takes too long or too much memory.';
const notAnExpression = 'This is a jq module, not an expression: module directives are not available.';

/** What must not reach a program at all: a NUL ends the text for jq, half a surrogate pair is no text. */
function refused(expression: string): JqProblem | null {
  const nul = expression.indexOf('\0');
  if (nul >= 0) return { message: 'The expression contains a NUL character.', offset: nul };
  if (Buffer.from(expression, 'utf8').toString('utf8') !== expression) {
    return { message: 'The expression contains half of a surrogate pair, which is not a character.' };
  }
  if (expression.length <= maxLength) return null;
  return { message: `The expression is longer than ${maxLength} characters.`, offset: maxLength };
}

function blamedAmong(places: readonly { start: number; end: number }[], lines: readonly number[]): Set<number> {
  const blamed = new Set<number>();
  for (const line of lines) {
    const index = places.findIndex((place) => line >= place.start && line < place.end);
    if (index >= 0) blamed.add(index);
  }
  return blamed;
}

/** An array cut into pieces of at most `size`. */
export function chunks<T>(items: readonly T[], size: number): T[][] {
  const pieces: T[][] = [];
  for (let at = 0; at < items.length; at += size) pieces.push(items.slice(at, at + size));
  return pieces;
}
