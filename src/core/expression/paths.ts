import { codeOf } from './expression-text.ts';

/** A path in an expression that starts at the expression's own input, such as `.diff.after`, and where it is. */
export type RootPath = {
  /** The steps as far as they are constant; `[]` is an iteration, digits are an index. */
  steps: readonly string[];
  /** The end of each step, in UTF-16 offsets in the expression. */
  ends: readonly number[];
  /** UTF-16 offsets in the expression, end exclusive. */
  start: number;
  end: number;
};

/** Functions whose arguments are applied to something other than their own input, such as each element. */
const elementwise = new Set(
  (
    'map map_values any all sort_by group_by min_by max_by unique_by with_entries walk recurse first last ' +
    'paths while until repeat INDEX JOIN'
  ).split(' '),
);

/** Functions whose first argument is applied to their input, and the others to what the pattern captured. */
const ofCapture = new Set(['sub', 'gsub']);

const keywords = new Set('and or not if then else elif end as reduce foreach try catch label'.split(' '));

/** An open group, `if`, or argument list. */
type Frame = {
  /**
   * Whether `.` is the input of the expression at the start, whether it still is, and whether it is again after a `;`.
   */
  first: boolean;
  now: boolean;
  rest: boolean;
  /** An `as` is open; its pipe keeps the input. */
  binding: boolean;
  /** A `reduce` or `foreach` is waiting for its `as`, or for the parentheses after it. */
  fold: 'none' | 'source' | 'pattern';
};

function frameOf(first: boolean, rest = first): Frame {
  return { first, now: first, rest, binding: false, fold: 'none' };
}

/**
 * Finds the paths of a jq expression that read its input: `.diff` in `.diff.after | .title`, but not `.title`, which
 * reads the output of the pipe. Follows jq's grammar for pipes, groups, `if`, `as`, folds and `catch`; where that is
 * not enough (`def`), it returns nothing rather than something wrong.
 */
export function rootPaths(expression: string): RootPath[] {
  if (plainPath.test(expression)) return [readPlainPath(expression)];
  const code = codeOf(expression);
  if (/\bdef\b/.test(code)) return [];
  const paths: RootPath[] = [];
  const frames = [frameOf(true)];
  const top = () => frames.at(-1) ?? frameOf(false);
  const close = () => frames.length > 1 && frames.pop();
  let word = '';
  for (let at = 0; at < code.length; ) {
    const unit = code.charAt(at);
    const name = wordAt(code, at);
    if (name !== '') {
      word = name;
      at += name.length;
      if (isKey(code, at)) continue;
      if (name === 'if') frames.push(frameOf(top().now));
      else if (name === 'end') close();
      else enter(top(), name);
      continue;
    }
    if (unit === '.') {
      const path = pathAt(expression, code, at);
      if (top().now && path.steps.length > 0 && !/[\w)\]"?}]/.test(code.charAt(at - 1))) paths.push(path);
      at = Math.max(at + 1, path.end);
      word = '';
      continue;
    }
    if (unit === '(') frames.push(argumentsOf(top(), word));
    else if (unit === '[' || unit === '{') frames.push(frameOf(top().now));
    else if (unit === ')' || unit === ']' || unit === '}') close();
    else if (unit === ';') top().now = top().rest;
    else if (unit === '|' && top().binding) top().binding = false;
    else if (unit === '|') top().now = false;
    if (unit.trim() !== '') word = '';
    at += 1;
  }
  return paths;
}

/** Most templates are a single path. */
const plainPath = /^\s*(?:\.[A-Za-z_]\w*)+\s*$/;

function readPlainPath(expression: string): RootPath {
  const start = expression.indexOf('.');
  const steps = expression.trim().slice(1).split('.');
  let end = start;
  const ends = steps.map((step) => {
    end += 1 + step.length;
    return end;
  });
  return { steps, ends, start, end };
}

/** True after an object key, where keywords are ordinary words. */
function isKey(code: string, at: number): boolean {
  keyEnd.lastIndex = at;
  return keyEnd.test(code);
}

const keyEnd = /\s*:(?!:)/y;

/** Applies the effect of a keyword on the code after it. */
function enter(frame: Frame, name: string): void {
  if (name === 'then' || name === 'else' || name === 'elif') frame.now = frame.first;
  // The handler's input is the error. Where the handler ends is ignored.
  else if (name === 'catch') frame.now = false;
  else if (name === 'reduce' || name === 'foreach') frame.fold = 'source';
  else if (name !== 'as') return;
  else if (frame.fold === 'source') frame.fold = 'pattern';
  else frame.binding = true;
}

/** The frame of an opening parenthesis; `word` is the word before it, such as a function name. */
function argumentsOf(outer: Frame, word: string): Frame {
  if (outer.fold === 'pattern') {
    // A fold starts from the input and continues with its own state.
    outer.fold = 'none';
    return frameOf(outer.now, false);
  }
  if (keywords.has(word)) return frameOf(outer.now);
  return frameOf(outer.now && !elementwise.has(word), outer.now && !elementwise.has(word) && !ofCapture.has(word));
}

const wordPattern = /[$@]?[A-Za-z_]\w*|\d+(?:\.\d+)?/y;

function wordAt(code: string, at: number): string {
  // A quick test first, because most characters do not start a word.
  if (!/[\w$@]/.test(code.charAt(at))) return '';
  if (/[\w$@]/.test(code.charAt(at - 1))) return '';
  wordPattern.lastIndex = at;
  return wordPattern.exec(code)?.[0] ?? '';
}

function pathAt(expression: string, code: string, start: number): RootPath {
  const steps: string[] = [];
  const ends: number[] = [];
  let at = start;
  for (;;) {
    const step = stepAt(expression, code, at, at === start);
    if (!step) break;
    steps.push(step.name);
    at = step.end;
    while (code[at] === '?') at += 1;
    ends.push(at);
  }
  return { steps, ends, start, end: at };
}

const fieldPattern = /\.([A-Za-z_]\w*)/y;
const quotedPattern = /\.?(?:\[\s*)?"(\s*)"(?:\s*\])?/y;
const indexPattern = /\.?\[(\d*)\]/y;

function stepAt(expression: string, code: string, at: number, first: boolean): { name: string; end: number } | null {
  const field = matchAt(fieldPattern, code, at);
  if (field?.[1] !== undefined) return { name: field[1], end: at + field[0].length };
  // `"x"` and `[0]` can continue a path without a dot, but not start one.
  if (first && code[at] !== '.') return null;
  const quoted = matchAt(quotedPattern, code, at);
  if (quoted && (quoted[0].startsWith('.') || quoted[0].startsWith('['))) {
    const open = at + quoted[0].indexOf('"');
    const text = unquote(expression.slice(open, open + (quoted[1] ?? '').length + 2));
    return text === null ? null : { name: text, end: at + quoted[0].length };
  }
  const index = matchAt(indexPattern, code, at);
  return index ? { name: index[1] || '[]', end: at + index[0].length } : null;
}

function matchAt(pattern: RegExp, code: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(code);
}

function unquote(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}
