import type { JqOptions, JqResult } from '../core/expression/expression.ts';
import { isObject, type Json } from '../core/json.ts';

type Answer = NonNullable<JqOptions['answer']>;

/**
 * What an expression must not reach, and what it gets instead: the process, its environment, and the inputs that
 * belong to other events. A definition is put before a program only when some expression spells its name; jq has no
 * other way to write an identifier, so nothing slips past.
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
 * An expression stands on its own lines, so that jq's messages name them. The empty line ends a comment that finishes
 * in a backslash: such a comment goes on over the next line break.
 */
function onOwnLines(expression: string): string {
  return `\n${expression}\n\n`;
}

/** A program that answers every input of an array: one row per input, one answer per expression. */
export function evaluateProgram(expressions: readonly string[], answer: Answer): string {
  const text = expressions.join('\n');
  const before = shadows.filter((shadow) => text.includes(shadow.name)).map((shadow) => shadow.definition);
  return `${before.join(' ')} map([${expressions.map((expression) => guarded(expression, answer)).join(',')}])`;
}

/** The message of a caught error, as jq's command line words it; cut, because it may quote a whole input. */
const caught = '(if type == "string" then . else "(not a string): " + tojson end)[:1000]';

/** The first output or the error; in place of the value its truth: 1 or 0, 2 where there is no output at all. */
function guarded(expression: string, answer: Answer): string {
  const own = onOwnLines(expression);
  if (answer === 'value') return `(try [first(${own})] catch {error: ${caught}})`;
  return `((try first((${own}) | if . then 1 else 0 end) catch ${caught}) // 2)`;
}

/** Reads what `evaluateProgram` printed, or null when any answer is missing: then none of them can be trusted. */
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

/** A program to be compiled and never run, and where each expression stands in it (1-based lines, end exclusive). */
export type CheckProgram = { text: string; lines: readonly { start: number; end: number }[] };

/**
 * Puts expressions side by side so that it compiles only if each of them would compile alone. An expression whose text
 * closes its parenthesis early leaves the scope of its variable, whose name no expression contains; one that leaves a
 * string open runs into the string behind it, which then ends before a character that jq does not know.
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
