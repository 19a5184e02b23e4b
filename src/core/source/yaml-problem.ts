import type { YAMLParseError } from 'yaml';
import { blotText } from '../secrets/redact-text.ts';
import type { FileProblem } from './reading.ts';
import { endOfLine, knownMistake, lineBefore, type Told } from './yaml-sentences.ts';

/** What a parser of YAML says of a text, in our words where the mistake is a common one, and at the place to mend. */
export function yamlProblem(text: string, error: YAMLParseError): FileProblem {
  const known = colon(text, error) ?? unclosed(text, error) ?? reserved(text, error) ?? knownMistake(text, error);
  const { message, ...place } = known ?? { message: `${sentence(error.message)}.`, ...span(error.pos) };
  return { code: 'syntax/yaml', message: `This is not valid YAML: ${message}`, ...place };
}

function colon(text: string, { code, message: words, pos: [start] }: YAMLParseError): Told | null {
  if (code !== 'BLOCK_AS_IMPLICIT_KEY' || !words.startsWith('Nested')) return null;
  const lineEnd = endOfLine(text, start);
  const value = text
    .slice(start, lineEnd)
    .replace(/\s+#.*$/, '')
    .trimEnd();
  if (!/:(?:\s|$)/.test(value)) return null;
  // A secret that is cut off is not known by its form any more. Blotted out, it is as long as before.
  const clean = blotText(text.slice(start - lineBefore(text, start).length, lineEnd)).slice(
    lineBefore(text, start).length,
  );
  const shown = value.length > 60 ? `${clean.slice(0, 57)}…` : clean.slice(0, value.length);
  const way = /["']/.test(value) ? 'put the whole value in quotes' : `put the value in quotes: "${shown}"`;
  return { message: `a colon with a space behind it ends a key; ${way}.`, start, end: start + value.length };
}

/** What was opened and not closed: its start is the place to look at, not where the parser gave up. */
function unclosed(text: string, { code, message, pos: [at] }: YAMLParseError): Told | null {
  const quote = code === 'MISSING_CHAR' ? /^Missing closing (["'])/.exec(message)?.[1] : undefined;
  const bracket = /^Flow (?:sequence|map) in block collection .* end with a ([\]}])/.exec(message)?.[1];
  const close = quote ?? bracket;
  if (close === undefined) return null;
  const start = quote === undefined ? openBracket(text, close, at) : openQuote(text, quote, at);
  if (start === null || (bracket !== undefined && isClosed(text, start, close))) return null;
  const opener = text[start] ?? '';
  const what = quote === undefined ? 'bracket' : 'quote';
  return {
    message: `the ${what} ${opener} is never closed; write ${close} where the value ends, or put it in quotes if ${opener} is part of its text.`,
    start,
    end: start + 1,
  };
}

/** The first quote of a value from which no quote follows that would close it. */
function openQuote(text: string, quote: string, end: number): number | null {
  for (let at = text.lastIndexOf(quote, end - 1), best: number | null = null; ; at = text.lastIndexOf(quote, at - 1)) {
    if (at === -1) return best;
    // Only behind a key, a dash, a bracket or a comma does a quote open a value.
    if (/(?:^|[:\-?,[{]\s+|[[{,]|^\s*)$/.test(lineBefore(text, at))) return at;
    best = at;
    if (at === 0) return best;
  }
}

function openBracket(text: string, close: string, end: number): number | null {
  const open = close === ']' ? '[' : '{';
  let depth = 0;
  for (let at = end - 1; at >= 0; at -= 1) {
    if (text[at] === close) depth += 1;
    else if (text[at] === open && depth === 0) return at;
    else if (text[at] === open) depth -= 1;
  }
  return null;
}

/** True for a bracket that is closed after all: then only its lines are not indented far enough. */
function isClosed(text: string, start: number, close: string): boolean {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === text[start]) depth += 1;
    else if (text[at] === close) depth -= 1;
    if (depth === 0) return true;
  }
  return false;
}

function reserved(text: string, { code, pos: [start] }: YAMLParseError): Told | null {
  if (code === 'BAD_SCALAR_START') {
    const message = `a value cannot begin with ${text[start]} unless it is in quotes; put the whole value in quotes.`;
    return { message, start, end: endOfLine(text, start) };
  }
  if (code !== 'TAB_AS_INDENT') return null;
  return { message: 'a tab cannot indent a line; use spaces.', start, end: start + 1 };
}

/** A parser's message without its full stop. */
export function sentence(message: string): string {
  return message.replace(/\.$/, '');
}

/** A place of the parser, never empty. */
export function span([start, end]: readonly [number, number]): { start: number; end: number } {
  return { start, end: Math.max(end, start + 1) };
}
