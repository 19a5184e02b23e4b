import type { Json } from '../core/json.ts';
import { type Change, type ChangeAction, isEffective, type Plan } from '../core/plan/change.ts';
import type { FieldChange } from '../core/plan/field-changes.ts';
import { code, message, prose, row } from './markdown.ts';
import { changeNotes, planText } from './plan-words.ts';
import { count } from './plurals.ts';

const signs: Record<ChangeAction, string> = {
  create: '➕ create',
  update: '✏️ update',
  delete: '🗑️ delete',
  adopt: '🤝 take over',
  conflict: '⛔ conflict',
  unchanged: 'unchanged',
};

/** How many fields of a change, and how many characters of a value, are shown. */
const limits = { fields: 8, value: 80 };

/** The plan in Markdown, in about `room` bytes: a table of what changes, and what to know. `done`: it has been carried out. */
export function planMarkdown(plan: Plan, done: boolean, room: number): string {
  const shown = plan.changes.filter((change) => isEffective(change) || change.action === 'conflict');
  const warnings = plan.warnings.map(({ identifier, message: text }) => {
    return `${identifier === undefined ? '' : `\`${identifier}\`: `}${text}`;
  });
  const notes = warnings.map((note) => `- ⚠️ ${message(note)}`);
  const list = notes.length === 0 ? [] : [fitting(notes, room / 4, 'more warning').join('\n')];
  const summary = prose(planText(plan, done));
  if (shown.length === 0) return [plan.changes.length === 0 ? summary : `No change: ${summary}`, ...list].join('\n\n');
  const head = [row(['', 'Automation', 'Change']), row(['---', '---', '---'])];
  const rows = fitting(shown.map(changeRow), (room * 3) / 4, 'more change');
  return [`**${summary}**`, [...head, ...rows].join('\n'), ...list].join('\n\n');
}

/** As many lines as fit into `room` bytes, and a last one that says how many are left. */
function fitting(lines: readonly string[], room: number, left: string): string[] {
  let used = 0;
  const shown = lines.filter((line) => {
    used += Buffer.byteLength(line) + 1;
    return used <= room;
  });
  const hidden = lines.length - shown.length;
  return [...shown, ...(hidden > 0 ? [`… and ${count(hidden, left)}`] : [])];
}

function changeRow(change: Change): string {
  const { action, identifier, title, file, fields = [] } = change;
  const hidden = fields.length - limits.fields;
  const lines = [
    ...(file === undefined ? [] : [code(file)]),
    ...fields.slice(0, limits.fields).map(fieldText),
    ...(hidden > 0 ? [`… and ${hidden} more fields`] : []),
    ...changeNotes(change).map((note) => message(note)),
  ];
  return row([
    signs[action],
    `${code(identifier)}${title === undefined ? '' : `<br>${prose(title)}`}`,
    lines.join('<br>'),
  ]);
}

function fieldText({ path, before, after }: FieldChange): string {
  const [was, is] = [before, after].map((value) => (value === undefined ? null : code(valueText(value))));
  if (was === null) return `${code(path)}: ${is} added`;
  return is === null ? `${code(path)}: ${was} removed` : `${code(path)}: ${was} → ${is}`;
}

function valueText(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > limits.value ? `${text.slice(0, limits.value)}…` : text;
}
