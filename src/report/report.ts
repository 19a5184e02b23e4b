import { type Check, countIssues } from '../checkout/check.ts';
import type { Plan } from '../core/plan/change.ts';
import { issuesMarkdown } from './issues-markdown.ts';
import { code, message } from './markdown.ts';
import { planMarkdown } from './plan-markdown.ts';
import { isQuiet } from './plan-words.ts';
import { count, countText, scopeText } from './plurals.ts';

/** Everything to report about one path. */
export type Report = {
  path: string;
  /** Address of the server that is asked, null without one: each has a comment of its own. */
  server: string | null;
  check: Check;
  /** Null when nothing could be planned. */
  plan: Plan | null;
  /** What the plan compares with, whether it was carried out, whether that failed, why a sync would be refused, and why it is another plan. */
  planned: { against: string; done: boolean; failed: boolean; foreseen: string | null; trouble?: string | undefined };
  /** Further messages, such as why there is no plan, with code in backticks. */
  notes: readonly string[];
};

/** GitHub refuses a step's summary above 1 MiB, and a comment above 65,536 characters. */
const limits = { summary: 900_000, comment: 60_000 };

/** The job's summary: every issue with its code frame, the plan, and how long it took. */
export function summaryOf(report: Report, took: string): string {
  const footer = `<sub>${scopeText(report.check)} · ${took}</sub>`;
  return `${bodyOf(report, limits.summary, true)}\n\n${footer}\n`;
}

/** The summary of a job that could not read the files, with the error message. */
export function failureSummary(sentence: string): string {
  return `## ❌ Automations: the job failed\n\n${message(sentence)}\n`;
}

/** How the comment of one path, and of one server where several are asked, is found again: nothing else can look like it. */
export function markerOf({ path, server }: Pick<Report, 'path' | 'server'>): string {
  const names = [path, ...(server === null ? [] : [server])];
  return `<!-- catalog-automations ${names.map((name) => encodeURIComponent(name).replaceAll('-', '%2D')).join(' ')} -->`;
}

/** The comment on the pull request: equal as long as the meaning is, so it holds no time and no commit. */
export function commentOf(report: Report): string {
  return `${markerOf(report)}\n${bodyOf(report, limits.comment, false)}\n`;
}

/** True when there is nothing for a reviewer to know. */
export function isSilent({ check, plan, planned }: Report): boolean {
  const { error, warning } = countIssues(check.issues);
  return error + warning === 0 && !planned.failed && (plan === null || isQuiet(plan));
}

function bodyOf({ path, check, plan, planned, notes }: Report, limit: number, everything: boolean): string {
  const issues = everything ? check.issues : check.issues.filter(({ severity }) => severity !== 'info');
  const { error, warning } = countIssues(check.issues);
  const { failed, foreseen, trouble } = planned;
  const isDoubtful = foreseen !== null || trouble !== undefined;
  const sign = error > 0 || failed ? '❌' : warning > 0 || isDoubtful ? '⚠️' : '✅';
  const found = error + warning > 0 || !(failed || foreseen) ? [countText(check.issues)] : [];
  const outcome = failed ? ['the job failed'] : foreseen === null ? [] : ['a sync would be refused'];
  const title = `## ${sign} Automations in ${code(path)}: ${[...found, ...outcome].join('; ')}`;
  const head = foreseen === null ? [title] : [title, `**${message(foreseen)}**`];
  const planPart = plan
    ? [
        `### ${planned.done ? 'Done' : failed ? 'Refused: nothing was changed' : 'What merging would change'}`,
        ...(trouble === undefined ? [] : [`⚠️ ${message(trouble)}`]),
        planMarkdown(plan, planned.done, limit / 2),
        `<sub>${message(planned.against)}</sub>`,
      ]
    : [];
  const { length: hidden } = check.suppressed;
  const suppressed = hidden === 0 || everything ? [] : [`<sub>${count(hidden, 'problem')} suppressed</sub>`];
  const tail = [...planPart, ...notes.map((note) => `> ${message(note)}`), ...suppressed];
  const room = limit - Buffer.byteLength([...head, ...tail].join('\n\n')) - 200;
  const list = issuesMarkdown(issues, check.texts, room);
  return [...head, ...(list === '' ? [] : [list]), ...tail].join('\n\n');
}
