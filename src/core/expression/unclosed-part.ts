import { type Token, tokensOf } from '../syntax/tokenize.ts';
import type { JqHint } from './jq-hint.ts';

const closers: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
  ['if', 'end'],
]);

/** Finds a parenthesis, a bracket, a brace or an `if` that is not closed, or one that closes nothing. */
export function unclosedPart(expression: string): JqHint | null {
  const open: Token[] = [];
  let hasElse = false;
  for (const token of tokensOf(expression)) {
    const { kind, text, start } = token;
    // The parentheses of an interpolation are part of a string.
    if (kind === 'open') return null;
    if (kind !== 'sign' && kind !== 'name') continue;
    if (text === 'else') hasElse = true;
    if (closers.has(text)) open.push(token);
    else if (text === ')' || text === ']' || text === '}' || text === 'end') {
      const opener = open.pop();
      const expected = opener && closers.get(opener.text);
      if (expected === text) continue;
      const message =
        expected === undefined
          ? `there is no ${opening(text)} for this \`${text}\``
          : `the \`${opener?.text}\` before it is closed by \`${expected}\`, not by \`${text}\``;
      return { message, start, length: text.length };
    }
  }
  const [first, ...others] = open;
  if (!first) return null;
  const { text, start } = first;
  if (text === 'if') {
    const message = 'this `if` has no `end`; write if … then … else … end';
    const hint = { message, start, length: 2 };
    return hasElse && others.length === 0 ? { ...hint, fixed: `${expression.trimEnd()} end` } : hint;
  }
  const end = open.map((one) => closers.get(one.text) ?? '').reverse();
  const fixed = expression.trimEnd() + end.map((one) => (one === 'end' ? ' end' : one)).join('');
  return { message: `this \`${text}\` is not closed; a \`${closers.get(text)}\` is missing`, start, length: 1, fixed };
}

function opening(closer: string): string {
  return `\`${[...closers].find(([, one]) => one === closer)?.[0]}\``;
}
