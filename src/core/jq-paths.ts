import { codeOf } from './jq-text.ts';

/** A path in an expression that starts at the expression's own input, such as `.diff.after`, with where it stands. */
export type RootPath = {
  /** Its steps as far as they are constant; `[]` for iteration, digits for an index. */
  steps: readonly string[];
  /** UTF-16 offsets in the expression, end exclusive. */
  start: number;
  end: number;
};

/** Functions that give each element of their input to their argument, so `.` inside means the element. */
const elementwise = new Set(
  'map map_values any all sort_by group_by min_by max_by unique_by with_entries walk recurse first last'.split(' '),
);

const keywords = new Set('and or not if then else elif end as reduce foreach try catch label'.split(' '));

/**
 * The paths of a jq expression that read its input: `.diff` in `.diff.after | .title` but not `.title`, which reads what the
 * pipe gives it. It follows jq's grammar as far as pipes, groups, `if` and `as` go; where that is not enough (`def`) it gives
 * nothing rather than something wrong.
 */
export function rootPaths(expression: string): RootPath[] {
  const code = codeOf(expression);
  if (/\bdef\b/.test(code)) return [];
  const paths: RootPath[] = [];
  // One frame per open group or `if`: whether `.` means the input there at first, and whether it still does.
  const frames = [{ first: true, now: true, binding: false }];
  const top = () => frames.at(-1) ?? { first: false, now: false, binding: false };
  const open = (rooted: boolean) => frames.push({ first: rooted, now: rooted, binding: false });
  const close = () => frames.length > 1 && frames.pop();
  let word = '';
  for (let at = 0; at < code.length; ) {
    const unit = code.charAt(at);
    const before = code.charAt(at - 1);
    const name = wordAt(code, at);
    if (name !== '' && unit !== '.') {
      word = name;
      at += name.length;
      if (name === 'if') open(top().now);
      else if (name === 'then' || name === 'else' || name === 'elif') top().now = top().first;
      else if (name === 'end') close();
      else if (name === 'as') top().binding = true;
      continue;
    }
    if (unit === '.') {
      const path = pathAt(expression, code, at);
      if (top().now && path.steps.length > 0 && !/[\w)\]"?}]/.test(before)) paths.push(path);
      at = Math.max(at + 1, path.end);
      continue;
    }
    if (unit === '(') open(top().now && !isElementwise(word, before));
    else if (unit === '[' || unit === '{') open(top().now);
    else if (unit === ')' || unit === ']' || unit === '}') close();
    else if (unit === '|' && top().binding) top().binding = false;
    else if (unit === '|') top().now = false;
    if (unit.trim() !== '' && unit !== '(') word = '';
    at += 1;
  }
  return paths;
}

/** `name(` calls a function, `$x (` is the body of a `reduce`; a keyword before a group changes nothing. */
function isElementwise(word: string, before: string): boolean {
  if (word.startsWith('$')) return true;
  return /\w/.test(before) && !keywords.has(word) && elementwise.has(word);
}

const wordPattern = /[$@]?[A-Za-z_]\w*|\d+(?:\.\d+)?/y;

function wordAt(code: string, at: number): string {
  if (/[\w$@]/.test(code.charAt(at - 1))) return '';
  wordPattern.lastIndex = at;
  return wordPattern.exec(code)?.[0] ?? '';
}

function pathAt(expression: string, code: string, start: number): RootPath {
  const steps: string[] = [];
  let at = start;
  for (;;) {
    const step = stepAt(expression, code, at, at === start);
    if (!step) break;
    steps.push(step.name);
    at = step.end;
    while (code[at] === '?') at += 1;
  }
  return { steps, start, end: at };
}

const fieldPattern = /\.([A-Za-z_]\w*)/y;
const quotedPattern = /\.?(?:\[\s*)?"(\s*)"(?:\s*\])?/y;
const indexPattern = /\.?\[(\d*)\]/y;

function stepAt(expression: string, code: string, at: number, first: boolean): { name: string; end: number } | null {
  const field = matchAt(fieldPattern, code, at);
  if (field?.[1] !== undefined) return { name: field[1], end: at + field[0].length };
  // `"x"` and `[0]` continue a path without a dot, but they do not start one.
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
