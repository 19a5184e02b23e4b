import type { Binding, Repetition } from './repetition.ts';

/** How many outputs of a step are looked at; of one for one of many values, fewer. */
const maxOutputs = [1001, 7] as const;

/** How many values are looked at one by one; fewer in repetitions within others, because each has so many. */
const limits: readonly number[] = [1000, 100, 5];

/** Longer values are cut where they are shown; this keeps more than is shown. */
const [maxLeaves, maxText] = [120, 2000];

/** The program that lists the outputs of a part. */
export function outputs(part: string, depth: number): string {
  return `[limit(${maxOutputs[depth === 0 ? 0 : 1]}; ${depth === 0 ? part : `(${part}) | ${shortened}`})]`;
}

/** Keeps the start of a long value: a thousand rows with a whole entity in each would be far too much. */
const shortened =
  `def text: if type == "string" then .[:${maxText}] else . end; if type == "object" or type == "array" then ` +
  `reduce (limit(${maxLeaves}; tostream) | select(length == 2)) as [$path, $leaf] (null; setpath($path; $leaf | text)) ` +
  'else text end';

/** The message of a caught error. */
const caught = 'if type == "string" then . else "(not a string): " + tojson end';

/** How values are listed, and a list is made for each of them. */
export type Rows = { program: string; limit: number; frame: (list: string) => string };

/**
 * Makes a row for each of several values. An error of the values themselves ends them; one of a row is its own.
 * `wrap` puts a part where the values are computed.
 */
export function rowsOf(
  { values, binding }: Pick<Repetition, 'values' | 'binding'>,
  depth: number,
  wrap: (part: string) => string,
): Rows {
  const limit = limits[depth] ?? 1;
  const each = `(try (${values}\n) catch empty)`;
  return {
    program: `[limit(${limit + 1}; ${wrap(each)})]`,
    limit,
    frame: (list) =>
      `[limit(${limit}; ${wrap(rows(each, binding, `(try ${list} catch {error: (${caught})[:1000]})`))})]`,
  };
}

function rows(each: string, binding: Binding | null, row: string): string {
  if (binding === null) return `(${each} | ${row})`;
  const { pattern, fold } = binding;
  if (fold === null) return `(${each} as ${pattern} | ${row})`;
  // What has been made so far is kept beside what it becomes, so that a row is made with the former.
  const { init, update } = fold;
  return `(foreach ${each} as ${pattern} ([null, (${init}\n)]; .[1] | [., (${update}\n)]; .[0] | ${row}))`;
}
