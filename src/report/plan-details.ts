import type { Json } from '../core/json.ts';
import type { FieldChange } from '../core/plan/field-changes.ts';
import { type Change, isEffective, type Plan } from '../core/plan/planned-change.ts';
import { type Fitted, fitting } from './fitting.ts';
import { block, code, details } from './markdown.ts';
import { changeSigns } from './plan-words.ts';
import { valueLines } from './value-text.ts';

/** Unchanged lines shown around a change within a value of several lines. */
const context = 3;

/** Every change of a plan in full, closed until it is clicked on, as many as fit into `room` bytes. */
export function planDetails(plan: Plan, room: number): Fitted {
  const parts = plan.changes.filter(isEffective).flatMap((change) => {
    const content = contentOf(change);
    return content === null ? [] : [details(`${changeSigns[change.action]} ${code(change.identifier)}`, content)];
  });
  return fitting(parts, room, 2);
}

function contentOf({ fields = [], definition }: Change): string | null {
  const blocks = [
    ...(definition === undefined ? [] : [block(JSON.stringify(definition, null, 2), 'json')]),
    ...(fields.length === 0 ? [] : [block(fields.flatMap(fieldLines).join('\n'), 'diff')]),
  ];
  return blocks.length === 0 ? null : blocks.join('\n\n');
}

function fieldLines({ path, before, after }: FieldChange): string[] {
  return [`@@ ${path} @@`, ...difference(linesOf(before), linesOf(after))];
}

function linesOf(value: Json | undefined): string[] {
  return value === undefined ? [] : valueLines(value);
}

/** The lines that differ between what two texts have in common at their beginning and end, and some lines around them. */
function difference(was: readonly string[], is: readonly string[]): string[] {
  const shorter = Math.min(was.length, is.length);
  let start = 0;
  while (start < shorter && was[start] === is[start]) start += 1;
  let tail = 0;
  while (tail < shorter - start && was.at(-1 - tail) === is.at(-1 - tail)) tail += 1;
  const end = was.length - tail;
  return [
    ...was.slice(Math.max(0, start - context), start).map((line) => `  ${line}`),
    ...was.slice(start, end).map((line) => `- ${line}`),
    ...is.slice(start, is.length - tail).map((line) => `+ ${line}`),
    ...was.slice(end, end + context).map((line) => `  ${line}`),
  ];
}
