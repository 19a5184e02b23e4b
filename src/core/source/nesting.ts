import { Lexer } from 'yaml';
import type { FileFinding } from './reading.ts';

/** Maximum open brackets and leading indicators of a file that is parsed at all. */
const maxBrackets = 500;
const maxLeading = 1_000;

/** Reports a text that is nested too deeply to parse safely (see `isTooNested`); otherwise null. */
export function nestingFinding(text: string, yaml: boolean): FileFinding | null {
  if (!isTooNested(text, yaml)) return null;
  return { code: 'syntax/too-deep', message: 'The values in this file are nested too deeply.', start: 0, end: 1 };
}

/**
 * True for a text that is nested too deeply to parse safely. The parsers are recursive, and near the end of the stack
 * the engine may abort the process instead of throwing (when it compiles a regular expression there). So the depth is
 * estimated from the text alone: by its brackets and, in YAML, by lines that start with very many spaces or `- ` and `?
 * ` indicators.
 */
export function isTooNested(text: string, yaml: boolean): boolean {
  if (!yaml) return bracketsOfJson(text) > maxBrackets;
  if (leading(text) > maxLeading) return true;
  // Only the lexer knows where strings start and end, and most files have too few brackets to need it.
  return (text.match(/[[{]/g)?.length ?? 0) > maxBrackets && bracketsOfYaml(text) > maxBrackets;
}

/**
 * The maximum number of open brackets, outside strings and comments; a string ends at the end of its line at the
 * latest. The parser for broken JSON leaves a list only at its own bracket and skips others.
 */
function bracketsOfJson(text: string): number {
  const open: number[] = [];
  let deepest = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) at = endOfString(text, at);
    else if (unit === 0x2f) at = endOfComment(text, at);
    else if (unit === 0x5b || unit === 0x7b) deepest = Math.max(deepest, open.push(unit));
    // In ASCII, a closing bracket comes two characters after its opening bracket.
    else if ((unit === 0x5d || unit === 0x7d) && open.at(-1) === unit - 2) open.pop();
  }
  return deepest;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22 || unit === 0x0a || unit === 0x0d) return at;
    if (unit === 0x5c) at += 1;
  }
  return text.length;
}

/** The last character of a comment, or the slash itself if it does not start one. */
function endOfComment(text: string, start: number): number {
  const line = text[start + 1] === '/';
  if (!line && text[start + 1] !== '*') return start;
  const end = line ? text.indexOf('\n', start) : text.indexOf('*/', start + 2);
  return end === -1 ? text.length : end + (line ? 0 : 1);
}

/**
 * Markers that the lexer emits before a scalar, at the start of a document, and where it abandons a flow collection.
 */
const marks = { scalar: '\u001f', document: '\u0002', flowEnd: '\u0018' };

/** The maximum number of open brackets in YAML, found with the parser's own lexer, which is not recursive. */
function bracketsOfYaml(text: string): number {
  let open = 0;
  let deepest = 0;
  let before = '';
  for (const token of new Lexer().lex(text)) {
    if (before === marks.scalar) {
      before = '';
      continue;
    }
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++open);
    else if (token === ']' || token === '}') open = Math.max(0, open - 1);
    else if (token === marks.document || token === marks.flowEnd) open = 0;
    before = token;
  }
  return deepest;
}

/** The longest line start that consists of spaces and of indicators that open a level. */
function leading(text: string): number {
  let deepest = 0;
  for (let start = 0; start <= text.length; ) {
    let at = start;
    while (isSpace(text[at]) || (isIndicator(text[at]) && isSpace(text[at + 1]))) at += 1;
    deepest = Math.max(deepest, at - start);
    const end = text.indexOf('\n', at);
    if (end === -1) return deepest;
    start = end + 1;
  }
  return deepest;
}

function isSpace(unit: string | undefined): boolean {
  return unit === ' ' || unit === '\t';
}

function isIndicator(unit: string | undefined): boolean {
  return unit === '-' || unit === '?' || unit === ':';
}
