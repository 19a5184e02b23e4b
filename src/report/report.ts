import { countIssues, type WorkspaceCheck } from '../checkout/check-workspace.ts';
import { isEffective, type Plan } from '../core/plan/planned-change.ts';
import { type BacktestReport, backtestMarkdown } from './backtest-markdown.ts';
import { issuesMarkdown } from './issues-markdown.ts';
import { code, link, message, prose } from './markdown.ts';
import { planDetails } from './plan-details.ts';
import { planMarkdown } from './plan-markdown.ts';
import { isQuiet, planText } from './plan-words.ts';
import { count, countText, scopeText } from './plurals.ts';
import type { ReportLinks } from './report-links.ts';
import { shownPlanLine } from './shown-plan.ts';

/** Everything to report about one path. */
export type PathReport = {
  path: string;
  /** The address of the server, null without one; each server has a separate comment. */
  server: string | null;
  check: WorkspaceCheck;
  /** Null when nothing could be planned. */
  plan: Plan | null;
  planned: {
    /** What the plan compares with. */
    against: string;
    /** True when that is the service or Port, and nothing was applied. */
    ofService: boolean;
    /** Whether the plan was applied, and whether that failed. */
    done: boolean;
    failed: boolean;
    /** Why a sync would be refused. */
    foreseen: string | null;
    /** Why the plan differs from the requested one. */
    trouble?: string | undefined;
  };
  /** Further messages, such as why there is no plan, with code in backticks. */
  notes: readonly string[];
  /** What the changes would have done on recorded events. */
  backtest?: BacktestReport | null;
  links: ReportLinks;
};

/**
 * The space for the report within GitHub's limits, in bytes: 1 MiB for a step's summary, 65,536 characters for a
 * comment.
 */
const limits = { summary: 900_000, comment: 56_000 };

/** The job's summary: every issue with its code frame, the plan, and how long it took. */
export function summaryOf(report: PathReport, took: string): string {
  const footer = `<sub>${scopeText(report.check)} · ${took}</sub>`;
  return `${bodyOf(report, limits.summary, true)}\n\n${footer}\n`;
}

/** The summary of a job that could not read the files, with the error message. */
export function failureSummary(sentence: string): string {
  return `## ❌ Automations: the job failed\n\n${message(sentence)}\n`;
}

/** How the comment of one path, and of one server where several are asked, is found again: nothing else can look like it. */
export function markerOf({ path, server }: Pick<PathReport, 'path' | 'server'>): string {
  const names = [path, ...(server === null ? [] : [server])];
  return `<!-- catalog-automations ${names.map((name) => encodeURIComponent(name).replaceAll('-', '%2D')).join(' ')} -->`;
}

/**
 * The comment on the pull request: of one commit, and without times, so that the same job writes the same. It keeps the
 * plan of the service that it shows, or else the line `kept` with the one that an earlier text showed.
 */
export function commentOf(report: PathReport, kept: string | null = null): string {
  const { plan, planned } = report;
  const shown = plan && planned.ofService ? shownPlanLine(plan) : kept;
  const applied = planned.done && plan?.changes.some(isEffective) ? [appliedLine] : [];
  const invisible = [markerOf(report), ...(shown === null ? [] : [shown]), ...applied].join('\n');
  return `${invisible}\n${bodyOf(report, limits.comment, false)}\n`;
}

const appliedLine = '<!-- applied -->';

/** True for a comment that says what a sync did. */
export function saysApplied(body: string): boolean {
  return body.split(/\r?\n/).includes(appliedLine);
}

/** True when there is nothing to tell a reviewer. */
export function isSilent({ check, plan, planned }: PathReport): boolean {
  const { error, warning } = countIssues(check.issues);
  return error + warning === 0 && !planned.failed && (plan === null || isQuiet(plan));
}

function bodyOf(report: PathReport, limit: number, everything: boolean): string {
  const { check, plan, planned, notes, links, server, backtest } = report;
  const { foreseen } = planned;
  const issues = everything ? check.issues : check.issues.filter(({ severity }) => severity !== 'info');
  const title = titleOf(report);
  const head = foreseen === null ? [title] : [title, `**${message(foreseen)}**`];
  const table = plan ? planPart(report, plan, limit / 2) : null;
  const tried = backtest ? backtestMarkdown(backtest, server, limit / 8) : { parts: [], hidden: 0 };
  const fixed = [...(table?.parts ?? []), ...tried.parts];
  const { length: hidden } = check.suppressed;
  const suppressed = hidden === 0 || everything ? [] : [`<sub>${count(hidden, 'problem')} suppressed</sub>`];
  const tail = [...notes.map((note) => `> ${message(note)}`), ...suppressed, ...checkedIn(links, everything)];
  const sizeOf = (parts: readonly string[]) => Buffer.byteLength(parts.join('\n\n')) + 4;
  const room = limit - sizeOf([...head, ...fixed, ...tail]) - 400;
  const list = issuesMarkdown({ issues, texts: check.texts, links }, room);
  const whole = plan ? planDetails(plan, room - sizeOf([list.text])) : { parts: [], hidden: 0 };
  const isShort = list.hidden + (table?.hidden ?? 0) + tried.hidden + whole.hidden > 0;
  const short = isShort ? [shortened(links, everything)] : [];
  const body = [list.text, ...(table?.parts ?? []), ...whole.parts, ...tried.parts, ...short];
  return [...head, ...body.filter((part) => part !== ''), ...tail].join('\n\n');
}

function titleOf({ path, check, planned }: PathReport): string {
  const { error, warning } = countIssues(check.issues);
  const { failed, foreseen, trouble } = planned;
  const isDoubtful = foreseen !== null || trouble !== undefined;
  const sign = error > 0 || failed ? '❌' : warning > 0 || isDoubtful ? '⚠️' : '✅';
  const found = error + warning > 0 || !(failed || foreseen) ? [countText(check.issues)] : [];
  const outcome = failed ? ['the job failed'] : foreseen === null ? [] : ['a sync would be refused'];
  return `## ${sign} Automations in ${code(path)}: ${[...found, ...outcome].join('; ')}`;
}

/** The heading of a plan, its table, and what it was compared with. */
function planPart(report: PathReport, plan: Plan, room: number): { parts: string[]; hidden: number } {
  const { check, links, planned } = report;
  const { done, failed, trouble, against } = planned;
  const lines = new Map(check.definitions.map(({ automation, range }) => [automation.identifier, range.start.line]));
  const { text, hidden } = planMarkdown({ plan, done, links, lines }, room);
  const at = links.commit === null ? '' : ` in ${link(code(links.commit.name), links.commit.url)}`;
  const refused = `Refused${at}: nothing was changed`;
  const applied = `Applied${at}: ${prose(planText(plan, true))}`;
  return {
    parts: [
      `### ${done ? applied : failed ? refused : 'What merging would change'}`,
      ...(trouble === undefined ? [] : [`⚠️ ${message(trouble)}`]),
      text,
      `<sub>${message(against)}</sub>`,
    ],
    hidden,
  };
}

function checkedIn({ commit, job }: ReportLinks, everything: boolean): string[] {
  // The summary is part of the job, and GitHub shows the commit beside it.
  if (everything || commit === null) return [];
  return [`<sub>Commit ${link(code(commit.name), commit.url)}${job === null ? '' : `, ${link('job', job)}`}</sub>`];
}

function shortened({ job }: ReportLinks, everything: boolean): string {
  if (everything) return '> This summary is shortened because GitHub allows only 1 MiB.';
  return `> This comment is shortened because GitHub allows only 65,536 characters. ${link("The job's summary", job)} shows more.`;
}
