import { invisibleIn } from '../source/invisible.ts';
import { codeOf } from '../syntax/code.ts';
import { commonMistakes } from './common-mistakes.ts';
import type { CompileFailure } from './expression.ts';
import type { JqHint } from './jq-hint.ts';
import { invalidEscape, parserProblem } from './parser-problem.ts';
import { unclosedPart } from './unclosed-part.ts';
import { unknownFunction } from './unknown-function.ts';

/** Looks for a common mistake in an expression that does not compile; `problem` is jq's error. */
export function jqHint(expression: string, problem?: CompileFailure): JqHint | null {
  const code = codeOf(expression);
  return (
    invisibleCharacter(expression, code) ??
    curlyQuotes(expression, code) ??
    handlebarsBlock(expression) ??
    bracesAround(expression, code) ??
    extraBrace(expression, code) ??
    commonMistakeIn(expression, code) ??
    (problem ? hintFromMessage(expression, problem) : null) ??
    unclosedPart(expression) ??
    (problem ? parserProblem(expression, problem) : null)
  );
}

/** Finds typographic quotes, which word processors insert. */
function curlyQuotes(expression: string, code: string): JqHint | null {
  const start = code.search(curly);
  if (start < 0) return null;
  const hint = { message: straightQuotes, start, length: 1 };
  return expression.includes('"') ? hint : { ...hint, fixed: expression.replaceAll(new RegExp(curly, 'g'), '"') };
}

/** Finds invisible characters outside strings. */
function invisibleCharacter(expression: string, code: string): JqHint | null {
  const found = invisibleIn(code);
  const [first] = found;
  if (first === undefined) return null;
  let fixed = expression;
  for (const { index, plain } of found.reverse()) fixed = fixed.slice(0, index) + plain + fixed.slice(index + 1);
  const advice = first.plain === '' ? 'remove it' : 'replace it with an ordinary space';
  return {
    message: `there is ${first.name} here, which is invisible; ${advice}`,
    start: first.index,
    length: 1,
    fixed,
  };
}

/**
 * Finds the third brace of `{{{ … }}}`: Handlebars has it for values that are not escaped, and in others it begins an
 * object, whose end is then taken for the end of the template.
 */
function extraBrace(expression: string, code: string): JqHint | null {
  if (!code.startsWith('{') || code.includes('}')) return null;
  if (/^\{\s*(?:[\w$]+\s*[:,]|["(@])/.test(code)) {
    const message = 'the first }} closes it, so an object needs a space between its braces';
    return { message, start: 0, length: 1, fixed: ` ${expression.trim()}} ` };
  }
  return { message: 'there is one brace too many', start: 0, length: 1, fixed: expression.slice(1) };
}

/** Finds the blocks and comments of Handlebars; for jq, the former begin with a comment. */
function handlebarsBlock(expression: string): JqHint | null {
  const found = /^\s*(?:#\s*(?:if|each|unless|with)\b|\/(?:if|each|unless|with)\b|!(?!\s*[.(]))/.exec(expression);
  if (!found) return null;
  const start = expression.length - expression.trimStart().length;
  const message = 'this is Handlebars syntax; write one jq expression, as in {{ if … then … else … end }}';
  return { message, start, length: found[0].trim().length };
}

/** Finds the braces of templates in a condition; a template holds no others. */
function bracesAround(expression: string, code: string): JqHint | null {
  const inside = code.indexOf('{{') + 2;
  const end = code.indexOf('}}', inside);
  if (inside < 2 || end < 0) return null;
  const inner = expression.slice(inside, end).trim();
  // GitHub Actions and others have a dollar sign in front.
  const start = inside - (code[inside - 3] === '$' ? 3 : 2);
  return {
    message: 'a condition is jq itself, without {{ and }}, and the event is its input, without .event',
    start,
    length: end + 2 - start,
    fixed: expression.slice(0, start) + inner.replace(/^\.event(?=\.)/, '') + expression.slice(end + 2),
  };
}

const curly = /[“”„‟‘’]/;
const straightQuotes = 'strings need straight double quotes, not curly ones';

function commonMistakeIn(expression: string, code: string): JqHint | null {
  let first: JqHint | undefined;
  const edits: { start: number; end: number; text: string }[] = [];
  const read: { start: number; end: number }[] = [];
  for (const { pattern, message, replace } of commonMistakes) {
    for (const { 0: match, index } of code.matchAll(pattern)) {
      const end = index + match.length;
      // What an earlier pattern has read is not also the mistake of a later one.
      if (read.some((one) => one.start <= index && end <= one.end)) continue;
      read.push({ start: index, end });
      const about = { written: expression.slice(index, end), code: match, isWhole: match.trim() === code.trim() };
      const start = index + match.length - match.trimStart().length;
      if (!first || start < first.start) {
        first = { message: typeof message === 'string' ? message : message(about), start, length: match.trim().length };
      }
      const text = replace?.(about);
      if (text !== undefined) edits.push({ start: index, end, text });
    }
  }
  if (!first) return null;
  return edits.length === 0 ? first : { ...first, fixed: edited(expression, edits) };
}

function edited(expression: string, edits: { start: number; end: number; text: string }[]): string {
  let fixed = expression;
  let before = expression.length;
  for (const { start, end, text } of edits.sort((a, b) => b.start - a.start)) {
    // Overlapping edits cannot be applied together.
    if (end > before) continue;
    fixed = fixed.slice(0, start) + text + fixed.slice(end);
    before = start;
  }
  return fixed;
}

/** The message for an unterminated string. */
export const unclosedText = 'a string that starts with " is not closed';

function hintFromMessage(expression: string, { message, offset = 0 }: CompileFailure): JqHint | null {
  const [, name, count] = /^([A-Za-z_]\w*)\/(\d+) is not defined/.exec(message) ?? [];
  if (name !== undefined && expression.startsWith(name, offset)) {
    const unknown = unknownFunction(name, Number(count));
    const { meant } = unknown;
    const end = offset + name.length;
    return {
      message: unknown.message,
      start: offset,
      length: name.length,
      ...(meant !== undefined && { fixed: expression.slice(0, offset) + meant + expression.slice(end) }),
    };
  }
  const backslash = invalidEscape(expression, message);
  if (backslash) return backslash;
  if (!message.includes('QQSTRING_END')) return null;
  const start = Math.max(0, expression.lastIndexOf('"'));
  const closing = expression.slice(start).search(curly);
  if (closing < 0) return { message: unclosedText, start, length: 1 };
  const at = start + closing;
  const fixed = `${expression.slice(0, at)}"${expression.slice(at + 1)}`;
  return { message: straightQuotes, start: at, length: 1, fixed };
}
