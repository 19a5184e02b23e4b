import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Json, JsonObject } from '../json.ts';
import { lossyNumbersOfJson } from './lossy-number.ts';
import { nestingFinding } from './nesting.ts';
import { type FileFinding, type Reading, setOwn } from './reading.ts';

/**
 * Reads JSON, allowing comments and trailing commas. Strict JSON goes through JSON.parse, which is twenty times as
 * fast; only text that it rejects, or that repeats a key, is parsed for positions.
 */
export function readJson(text: string, options: { comments: boolean }): Reading {
  const value = strictValue(text);
  if (value !== undefined) {
    const { keys, hasNumbers } = measure(value);
    if (keys === countWrittenKeys(text)) {
      return { values: [value], findings: hasNumbers ? lossyNumbersOfJson(text) : [] };
    }
  }
  // Unlike JSON.parse, the parser below is recursive.
  const deep = nestingFinding(text, false);
  if (deep) return { values: [], findings: [deep] };
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error || !tree) return { values: [], findings: [syntaxFinding(text, error)] };
  const duplicates = duplicateKeys(tree);
  if (duplicates.length > 0) return { values: [], findings: duplicates };
  const findings = [...(options.comments ? [] : strictFindings(text)), ...lossyNumbersOfJson(text)];
  return { values: [nodeValue(tree)], findings };
}

function strictValue(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Counts the keys of a value at all levels, and tells whether it contains a number. */
function measure(value: Json): { keys: number; hasNumbers: boolean } {
  let keys = 0;
  let hasNumbers = typeof value === 'number';
  const open: Json[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === null || typeof next !== 'object') continue;
    const children = Array.isArray(next) ? next : Object.values(next);
    if (children !== next) keys += children.length;
    for (const child of children) {
      if (typeof child === 'object') open.push(child);
      else if (typeof child === 'number') hasNumbers = true;
    }
  }
  return { keys, hasNumbers };
}

/** Counts the keys in the text of strict JSON; more keys than the parsed value has means a duplicate. */
function countWrittenKeys(text: string): number {
  let count = 0;
  for (let open = text.indexOf('"'); open !== -1; ) {
    let close = text.indexOf('"', open + 1);
    while (close !== -1 && isEscaped(text, close)) close = text.indexOf('"', close + 1);
    if (close === -1) return count;
    let next = close + 1;
    while (isSpace(text.charCodeAt(next))) next += 1;
    if (text[next] === ':') count += 1;
    open = text.indexOf('"', next);
  }
  return count;
}

function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text[first - 1] === '\\') first -= 1;
  return (at - first) % 2 === 1;
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}

function duplicateKeys(tree: Node): FileFinding[] {
  const findings: FileFinding[] = [];
  const open: Node[] = [tree];
  for (let node = open.pop(); node; node = open.pop()) {
    const seen = new Set<string>();
    for (const child of node.children ?? []) {
      open.push(child);
      const key = node.type === 'object' ? child.children?.[0] : undefined;
      if (!key) continue;
      if (seen.has(key.value)) {
        findings.push({
          code: 'syntax/duplicate-key',
          message: `Duplicate key "${key.value}": only the last value would be used; remove one.`,
          start: key.offset,
          end: key.offset + key.length,
        });
      }
      seen.add(key.value);
    }
  }
  return findings;
}

function nodeValue(node: Node): Json {
  const children = node.children ?? [];
  if (node.type === 'array') return children.map(nodeValue);
  if (node.type !== 'object') return node.value as Json;
  const object: JsonObject = {};
  for (const member of children) {
    const [key, value] = member.children ?? [];
    if (key && value) setOwn(object, key.value, nodeValue(value));
  }
  return object;
}

/** The first construct that strict JSON does not allow; one warning per file is enough. */
function strictFindings(text: string): FileFinding[] {
  const errors: ParseError[] = [];
  parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  if (!first) return [];
  const what = printParseErrorCode(first.error) === 'InvalidCommentToken' ? 'A comment' : 'A trailing comma';
  return [
    {
      code: 'syntax/json-extension',
      message: `${what} is not valid in strict JSON, and other tools will reject this file; remove it, or rename the file to .jsonc.`,
      start: first.offset,
      end: first.offset + first.length,
    },
  ];
}

const sentences: Record<string, string> = {
  InvalidSymbol: 'this is not a JSON value; text needs double quotes',
  InvalidNumberFormat: 'this is not a JSON number',
  PropertyNameExpected: 'a key in double quotes is expected here',
  ValueExpected: 'a value is expected here',
  ColonExpected: 'a colon is expected here, after the key',
  CommaExpected: 'a comma is missing before this',
  CloseBraceExpected: 'a closing } is missing',
  CloseBracketExpected: 'a closing ] is missing',
  EndOfFileExpected: 'there is more text after the end of the value',
  UnexpectedEndOfComment: 'this comment is not closed',
  UnexpectedEndOfString: 'this text is not closed; the closing double quote is missing',
  UnexpectedEndOfNumber: 'this number is incomplete',
  InvalidUnicode: '\\u must be followed by four hexadecimal digits',
  InvalidEscapeCharacter: 'this is not a JSON escape sequence; write a backslash as \\\\',
  InvalidCharacter: 'the text contains a control character; write it as an escape sequence such as \\n',
};

function syntaxFinding(text: string, error: ParseError | undefined): FileFinding {
  const start = error?.offset ?? 0;
  const sentence = error && sentences[printParseErrorCode(error.error)];
  const hash = text[start] === '#' ? '# does not start a comment in JSON; write //' : undefined;
  return {
    code: 'syntax/json',
    message: `This is not valid JSON: ${hash ?? sentence ?? 'it cannot be parsed'}.`,
    start,
    end: start + Math.max(1, error?.length ?? 1),
  };
}
