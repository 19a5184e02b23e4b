import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Json, JsonObject } from '../json.ts';
import { lossyNumbersOfJson } from './lossy-number.ts';
import { nestingProblem } from './nesting.ts';
import { type FileProblem, type Reading, setOwn } from './reading.ts';

/**
 * Reads JSON, tolerating comments and trailing commas. Strict JSON takes the engine's own parser, which is twenty
 * times as fast; only what it refuses, and what repeats a key, is parsed for its positions.
 */
export function readJson(text: string, options: { comments: boolean }): Reading {
  const value = strictValue(text);
  if (value !== undefined) {
    const { keys, hasNumbers } = measure(value);
    if (keys === countWrittenKeys(text)) {
      return { values: [value], problems: hasNumbers ? lossyNumbersOfJson(text) : [] };
    }
  }
  // The engine's parser does not recurse, and this one does.
  const deep = nestingProblem(text, false);
  if (deep) return { values: [], problems: [deep] };
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error || !tree) return { values: [], problems: [syntaxProblem(text, error)] };
  const duplicates = duplicateKeys(tree);
  if (duplicates.length > 0) return { values: [], problems: duplicates };
  const problems = [...(options.comments ? [] : strictProblems(text)), ...lossyNumbersOfJson(text)];
  return { values: [nodeValue(tree)], problems };
}

function strictValue(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** How many keys a value has in all its objects, and whether there is a number in it. */
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

/** Counts keys as written; more of them than the value has means that one is repeated. Only for strict JSON. */
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

function duplicateKeys(tree: Node): FileProblem[] {
  const problems: FileProblem[] = [];
  const open: Node[] = [tree];
  for (let node = open.pop(); node; node = open.pop()) {
    const seen = new Set<string>();
    for (const child of node.children ?? []) {
      open.push(child);
      const key = node.type === 'object' ? child.children?.[0] : undefined;
      if (!key) continue;
      if (seen.has(key.value)) {
        problems.push({
          code: 'syntax/duplicate-key',
          message: `The key "${key.value}" stands twice in one object, and only the last value would count; remove one.`,
          start: key.offset,
          end: key.offset + key.length,
        });
      }
      seen.add(key.value);
    }
  }
  return problems;
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

/** The first thing that strict JSON refuses: one warning a file is enough. */
function strictProblems(text: string): FileProblem[] {
  const errors: ParseError[] = [];
  parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  if (!first) return [];
  const what = printParseErrorCode(first.error) === 'InvalidCommentToken' ? 'A comment' : 'A trailing comma';
  return [
    {
      code: 'syntax/json-extension',
      message: `${what} is not strict JSON, and other tools will refuse this file; name it .jsonc, or take it out.`,
      start: first.offset,
      end: first.offset + first.length,
    },
  ];
}

const sentences: Record<string, string> = {
  InvalidSymbol: 'this is no JSON value; text needs double quotes',
  InvalidNumberFormat: 'this is no JSON number',
  PropertyNameExpected: 'a key in double quotes is missing here',
  ValueExpected: 'a value is missing here',
  ColonExpected: 'a colon is missing here, after the key',
  CommaExpected: 'a comma is missing before this',
  CloseBraceExpected: 'a closing } is missing',
  CloseBracketExpected: 'a closing ] is missing',
  EndOfFileExpected: 'the file goes on after the end of its value',
  UnexpectedEndOfComment: 'this comment is never closed',
  UnexpectedEndOfString: 'this text is never closed; its closing double quote is missing',
  UnexpectedEndOfNumber: 'this number is not finished',
  InvalidUnicode: 'four hexadecimal digits must follow \\u',
  InvalidEscapeCharacter: 'this is no JSON escape; write a backslash as \\\\',
  InvalidCharacter: 'a control character stands in the text; write it as an escape such as \\n',
};

function syntaxProblem(text: string, error: ParseError | undefined): FileProblem {
  const start = error?.offset ?? 0;
  const sentence = error && sentences[printParseErrorCode(error.error)];
  const hash = text[start] === '#' ? '# starts no comment in JSON; write //' : undefined;
  return {
    code: 'syntax/json',
    message: `This is not valid JSON: ${hash ?? sentence ?? 'it cannot be read'}.`,
    start,
    end: start + Math.max(1, error?.length ?? 1),
  };
}
