import type { YAMLParseError, YAMLWarning } from 'yaml';
import { redactText } from '../secrets/redact-text.ts';
import type { FileFinding } from './reading.ts';
import { invisibleIndent } from './yaml-indent.ts';
import { type DescribedMistake, endOfLine, knownMistake, lineBefore } from './yaml-mistakes.ts';

/** Describes a YAML syntax error, in our own words if it is a common mistake, at the place to fix. */
export function yamlFinding(text: string, error: YAMLParseError): FileFinding {
  const known =
    invisibleIndent(text, error.pos[0]) ??
    colon(text, error) ??
    unclosed(text, error) ??
    reserved(text, error) ??
    knownMistake(text, error);
  const { message, ...place } = known ?? { message: `${withoutFullStop(error.message)}.`, ...span(error.pos) };
  return { code: 'syntax/yaml', message: `This is not valid YAML: ${message}`, ...place };
}

/** Describes an unknown tag. */
export function tagFinding(text: string, { message, pos }: YAMLWarning): FileFinding {
  const place = span(pos);
  const negated = /^!(\.[\w.]*)/.exec(text.slice(place.start, place.end))?.[1];
  if (negated === undefined) {
    const advice = 'tags have no effect here, so remove it.';
    return { code: 'syntax/yaml-tag', message: `${withoutFullStop(message)}; ${advice}`, ...place };
  }
  // An error, because without the tag nothing, or another expression, would be left.
  const advice = `in jq, write \`(${negated} | not)\` for "not", and put the expression in single quotes.`;
  return { code: 'syntax/yaml', message: `In YAML, ! starts a tag; ${advice}`, ...place };
}

function colon(text: string, { code, message: words, pos: [start] }: YAMLParseError): DescribedMistake | null {
  if (code !== 'BLOCK_AS_IMPLICIT_KEY' || !words.startsWith('Nested')) return null;
  const lineEnd = endOfLine(text, start);
  const value = text
    .slice(start, lineEnd)
    .replace(/\s+#.*$/, '')
    .trimEnd();
  if (!/:(?:\s|$)/.test(value)) return null;
  // Redact before cutting: part of a secret would not be recognized. Redaction keeps the length.
  const clean = redactText(text.slice(start - lineBefore(text, start).length, lineEnd)).slice(
    lineBefore(text, start).length,
  );
  const shown = value.length > 60 ? `${clean.slice(0, 57)}…` : clean.slice(0, value.length);
  const advice = /["']/.test(value) ? 'put the whole value in quotes' : `put the value in quotes: "${shown}"`;
  return { message: `a colon followed by a space ends a key; ${advice}.`, start, end: start + value.length };
}

/** An unclosed quote or bracket: its start is the place to look at, not where the parser gave up. */
function unclosed(text: string, { code, message, pos: [at] }: YAMLParseError): DescribedMistake | null {
  const quote = code === 'MISSING_CHAR' ? /^Missing closing (["'])/.exec(message)?.[1] : undefined;
  const bracket = /^Flow (?:sequence|map) in block collection .* end with a ([\]}])/.exec(message)?.[1];
  const close = quote ?? bracket;
  if (close === undefined) return null;
  const start = quote === undefined ? openBracket(text, close, at) : openQuote(text, quote, at);
  if (start === null || (bracket !== undefined && isClosed(text, start, close))) return null;
  const opener = text[start] ?? '';
  const what = quote === undefined ? 'bracket' : 'quote';
  return {
    message: `the ${what} ${opener} is not closed; add ${close} at the end of the value, or quote the value if ${opener} is part of the text.`,
    start,
    end: start + 1,
  };
}

/** Finds the quote that opens the unclosed value. */
function openQuote(text: string, quote: string, end: number): number | null {
  for (let at = text.lastIndexOf(quote, end - 1), best: number | null = null; ; at = text.lastIndexOf(quote, at - 1)) {
    if (at === -1) return best;
    // A quote opens a value only after a key, a dash, a bracket or a comma.
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

/** True for a bracket that is closed: then its lines are just not indented far enough. */
function isClosed(text: string, start: number, close: string): boolean {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === text[start]) depth += 1;
    else if (text[at] === close) depth -= 1;
    if (depth === 0) return true;
  }
  return false;
}

function reserved(text: string, { code, pos: [start] }: YAMLParseError): DescribedMistake | null {
  if (code === 'BAD_SCALAR_START') {
    const message = `a value that starts with ${text[start]} must be in quotes; put the whole value in quotes.`;
    return { message, start, end: endOfLine(text, start) };
  }
  if (code !== 'TAB_AS_INDENT') return null;
  return { message: 'lines cannot be indented with tabs; use spaces.', start, end: start + 1 };
}

/** Removes the full stop from a parser's message. */
export function withoutFullStop(message: string): string {
  return message.replace(/\.$/, '');
}

/** Turns the parser's position into a span that is never empty. */
export function span([start, end]: readonly [number, number]): { start: number; end: number } {
  return { start, end: Math.max(end, start + 1) };
}
