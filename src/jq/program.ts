import type { JqOptions, JqResult } from '../core/expression/expression.ts';
import { isObject, type Json } from '../core/json.ts';

type AnswerMode = NonNullable<JqOptions['answer']>;

/**
 * Replacements for what an expression must not access: the process, its environment, and the inputs of other events. A
 * definition is added to a program only if an expression contains its name; jq has no other way to write an identifier,
 * so none is missed.
 */
const shadows: readonly { name: string; definition: string }[] = [
  { name: 'ENV', definition: '{} as $ENV |' },
  { name: 'env', definition: 'def env: {};' },
  { name: 'halt', definition: 'def halt: error("halt is not available here");' },
  { name: 'halt_error', definition: 'def halt_error: error("halt_error is not available here");' },
  { name: 'halt_error', definition: 'def halt_error($code): error("halt_error is not available here");' },
  { name: 'input', definition: 'def input: error("No more inputs");' },
  { name: 'inputs', definition: 'def inputs: empty;' },
  { name: 'input_filename', definition: 'def input_filename: null;' },
  { name: 'input_line_number', definition: 'def input_line_number: 0;' },
  { name: 'debug', definition: 'def debug: .;' },
  { name: 'debug', definition: 'def debug(messages): (messages | empty), .;' },
  { name: 'stderr', definition: 'def stderr: .;' },
  { name: 'get_search_list', definition: 'def get_search_list: [];' },
  { name: 'modulemeta', definition: 'def modulemeta: error("modulemeta is not available here");' },
];

/**
 * Puts an expression on its own lines, so that jq's messages refer to them. The empty line ends a comment with a
 * trailing backslash, which continues over the next line break.
 */
function onOwnLines(expression: string): string {
  return `\n${expression}\n\n`;
}

/**
 * Builds a program that evaluates the expressions on every input of an array: one row per input, with one result per
 * expression.
 */
export function evaluateProgram(expressions: readonly string[], answer: AnswerMode): string {
  const text = expressions.join('\n');
  const before = shadows.filter((shadow) => text.includes(shadow.name)).map((shadow) => shadow.definition);
  return `${before.join(' ')} map([${expressions.map((expression) => guarded(expression, answer)).join(',')}])`;
}

/** The message of a caught error, as jq's command line prints it; truncated, because it may quote a whole input. */
const caught = '(if type == "string" then . else "(not a string): " + tojson end)[:1000]';

/** Wraps an expression to return its first output or its error; for its truth, 1 or 0, and 2 if there is no output. */
function guarded(expression: string, answer: AnswerMode): string {
  const own = onOwnLines(expression);
  if (answer === 'value') return `(try [first(${own})] catch {error: ${caught}})`;
  return `((try first((${own}) | if . then 1 else 0 end) catch ${caught}) // 2)`;
}

/** Parses the output of `evaluateProgram`; null if a result is missing, because then none can be trusted. */
export function readAnswers(stdout: string, expressions: number, inputs: number): JqResult[][] | null {
  let rows: Json;
  try {
    rows = JSON.parse(stdout) as Json;
  } catch {
    return null;
  }
  if (!Array.isArray(rows) || rows.length !== inputs) return null;
  const results: JqResult[][] = [];
  for (const row of rows) {
    if (!Array.isArray(row) || row.length !== expressions) return null;
    results.push(row.map(readAnswer));
  }
  return results;
}

function readAnswer(answer: Json): JqResult {
  if (answer === 1) return { ok: true, value: true };
  if (answer === 0) return { ok: true, value: false };
  if (answer === 2) return { ok: true, value: undefined };
  if (Array.isArray(answer)) return { ok: true, value: answer[0] };
  return { ok: false, error: String(isObject(answer) ? answer.error : answer) };
}

/** A program that is compiled but never run, and the lines of each expression in it (1-based, end exclusive). */
export type CheckProgram = { text: string; lines: readonly { start: number; end: number }[] };

/**
 * Combines expressions into a program that compiles only if each of them compiles alone. An expression that closes its
 * parenthesis early leaves the scope of its variable, whose name no expression contains. One that leaves a string open
 * runs into the following string, which then ends before a character that jq does not accept.
 */
export function checkProgram(expressions: readonly string[]): CheckProgram {
  const text = expressions.join('\n');
  let scope = '__scope';
  while (text.includes(scope)) scope += '_';
  const lines: { start: number; end: number }[] = [];
  let line = 1;
  const parts = expressions.map((expression, index) => {
    const height = expression.split('\n').length;
    lines.push({ start: line, end: line + height + 2 });
    line += height + 2;
    return `(. as $${scope}_${index} |${onOwnLines(expression)}, $${scope}_${index}), "'"`;
  });
  return { text: parts.join(', '), lines };
}
