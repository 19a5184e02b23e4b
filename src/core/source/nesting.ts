import { Lexer } from 'yaml';
import type { FileProblem } from './reading.ts';

/** Open brackets and leading indicators that a file may have before we refuse to parse it. */
const maxBrackets = 500;
const maxLeading = 1_000;

/** What to say of a text that no parser should see (see `isTooNested`), or null. */
export function nestingProblem(text: string, yaml: boolean): FileProblem | null {
  if (!isTooNested(text, yaml)) return null;
  return { code: 'syntax/too-deep', message: 'This file nests values too deeply to be read.', start: 0, end: 1 };
}

/**
 * True for a text that no parser should see. The parsers recurse, and near the end of the stack the engine may not throw
 * but abort the process (it does when a regular expression is compiled there), so this is told from the text alone:
 * by its brackets, and in YAML by lines that start with very many spaces or `- ` and `? ` indicators.
 */
export function isTooNested(text: string, yaml: boolean): boolean {
  if (!yaml) return bracketsOfJson(text) > maxBrackets;
  if (leading(text) > maxLeading) return true;
  // Where a string begins and ends only the lexer knows, and most files have too few brackets to ask.
  return (text.match(/[[{]/g)?.length ?? 0) > maxBrackets && bracketsOfYaml(text) > maxBrackets;
}

/**
 * The most brackets open at once, those in strings and comments apart; a string ends with its line at the latest. Our
 * parser of broken JSON leaves a list by its own bracket only, and passes over others.
 */
function bracketsOfJson(text: string): number {
  const open: number[] = [];
  let most = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) at = endOfString(text, at);
    else if (unit === 0x2f) at = endOfComment(text, at);
    else if (unit === 0x5b || unit === 0x7b) most = Math.max(most, open.push(unit));
    // In ASCII a closing bracket is the second behind its opening one.
    else if ((unit === 0x5d || unit === 0x7d) && open.at(-1) === unit - 2) open.pop();
  }
  return most;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22 || unit === 0x0a || unit === 0x0d) return at;
    if (unit === 0x5c) at += 1;
  }
  return text.length;
}

/** The last unit of a comment, or of the slash that begins none. */
function endOfComment(text: string, start: number): number {
  const line = text[start + 1] === '/';
  if (!line && text[start + 1] !== '*') return start;
  const end = line ? text.indexOf('\n', start) : text.indexOf('*/', start + 2);
  return end === -1 ? text.length : end + (line ? 0 : 1);
}

/** Units that the lexer puts before a scalar's text, at the start of a document, and where it gives up a flow collection. */
const marks = { scalar: '\u001f', document: '\u0002', flowEnd: '\u0018' };

/** The same of YAML, by the parser's own lexer, which does not recurse. */
function bracketsOfYaml(text: string): number {
  let open = 0;
  let most = 0;
  let before = '';
  for (const token of new Lexer().lex(text)) {
    if (before === marks.scalar) {
      before = '';
      continue;
    }
    if (token === '[' || token === '{') most = Math.max(most, ++open);
    else if (token === ']' || token === '}') open = Math.max(0, open - 1);
    else if (token === marks.document || token === marks.flowEnd) open = 0;
    before = token;
  }
  return most;
}

/** The longest start of a line made of spaces and of indicators that open a level. */
function leading(text: string): number {
  let most = 0;
  for (let start = 0; start <= text.length; ) {
    let at = start;
    while (isSpace(text[at]) || (isIndicator(text[at]) && isSpace(text[at + 1]))) at += 1;
    most = Math.max(most, at - start);
    const end = text.indexOf('\n', at);
    if (end === -1) return most;
    start = end + 1;
  }
  return most;
}

function isSpace(unit: string | undefined): boolean {
  return unit === ' ' || unit === '\t';
}

function isIndicator(unit: string | undefined): boolean {
  return unit === '-' || unit === '?' || unit === ':';
}
