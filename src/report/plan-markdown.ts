import type { FieldChange } from '../core/plan/field-changes.ts';
import { type Change, isEffective, type Plan } from '../core/plan/planned-change.ts';
import { fitting } from './fitting.ts';
import { code, link, message, prose, row } from './markdown.ts';
import { changeNotes, changeSigns, planText } from './plan-words.ts';
import { count } from './plurals.ts';
import type { ReportLinks } from './report-links.ts';
import { cutAround, cutValue } from './value-text.ts';

/** How many fields of a change and how many characters of a value are shown. */
const limits = { fields: 8, value: 80 };

/** The data for the table of a plan. */
type PlanView = {
  plan: Plan;
  /** True when the plan has been applied. */
  done: boolean;
  links: ReportLinks;
  /** The line of each definition in its file, by its identifier. */
  lines: ReadonlyMap<string, number>;
};

/** A plan in Markdown, and how many of its changes and warnings did not fit. */
type PlanMarkdown = { text: string; hidden: number };

/** Formats a plan in about `room` bytes: a table of the changes, and remarks. */
export function planMarkdown(view: PlanView, room: number): PlanMarkdown {
  const { plan, done } = view;
  const shown = plan.changes.filter((change) => isEffective(change) || change.action === 'conflict');
  const notes = plan.warnings.map(({ identifier, message: text }) => {
    return `- ⚠️ ${message(`${identifier === undefined ? '' : `\`${identifier}\`: `}${text}`)}`;
  });
  const warnings = fitting(notes, room / 4);
  const list = lines(warnings, 'more warning');
  const summary = prose(planText(plan, done));
  // The heading says what has been done.
  if (shown.length === 0) {
    const text = done ? [] : [plan.changes.length === 0 ? summary : `No change: ${summary}`];
    return { text: [...text, ...list].join('\n\n'), hidden: warnings.hidden };
  }
  const head = [row(['', 'Automation', 'Change']), row(['---', '---', '---'])];
  const rows = fitting(
    shown.map((change) => changeRow(change, view)),
    (room * 3) / 4,
  );
  const table = [...head, ...lines(rows, 'more change')].join('\n');
  return {
    text: [...(done ? [] : [`**${summary}**`]), table, ...list].join('\n\n'),
    hidden: rows.hidden + warnings.hidden,
  };
}

function lines({ parts, hidden }: { parts: readonly string[]; hidden: number }, left: string): string[] {
  const all = [...parts, ...(hidden > 0 ? [`… and ${count(hidden, left)}`] : [])];
  return all.length === 0 ? [] : [all.join('\n')];
}

function changeRow(change: Change, { links, lines: places }: PlanView): string {
  const { action, identifier, title, file, fields = [] } = change;
  const hidden = fields.length - limits.fields;
  const cell = [
    ...(file === undefined
      ? []
      : [fileText(file, action === 'delete' ? null : links.blob(file, places.get(identifier)))]),
    ...fields.slice(0, limits.fields).map(fieldText),
    ...(hidden > 0 ? [`… and ${count(hidden, 'more field')}`] : []),
    ...changeNotes(change).map((note) => message(note)),
  ];
  return row([
    changeSigns[action],
    `${code(identifier)}${title === undefined ? '' : `<br>${prose(title)}`}`,
    cell.join('<br>'),
  ]);
}

function fileText(file: string, url: string | null): string {
  return link(code(file), url);
}

function fieldText({ path, before, after }: FieldChange): string {
  if (before === undefined)
    return `${code(path)}: ${after === undefined ? '' : code(cutValue(after, limits.value))} added`;
  if (after === undefined) return `${code(path)}: ${code(cutValue(before, limits.value))} removed`;
  const [was, is] = cutAround(before, after, limits.value);
  return `${code(path)}: ${code(was)} → ${code(is)}`;
}
