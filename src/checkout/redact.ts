import type { Automation } from '../core/automation.ts';
import { groupBy } from '../core/group-by.ts';
import type { Issue, Range } from '../core/issue/issue.ts';
import { isObject, type Json } from '../core/json.ts';
import { hardCodedSecret } from '../core/lint/rules/hard-coded-secret.ts';
import type { Change, Plan } from '../core/plan/planned-change.ts';
import { secretIn } from '../core/secrets/detect.ts';
import { redactCharacters, redactText } from '../core/secrets/redact-text.ts';
import { indexLines } from '../core/source/lines.ts';
import type { TestResult } from '../core/test-file/test-file.ts';

// Reports are kept in mails and in the history of a comment, so they must not contain a secret from a file.

/**
 * Redacts the texts of files with issues, the only ones that are shown: both secrets that lint found and secrets in files
 * that lint did not see because they are invalid.
 */
export function redactTexts(texts: ReadonlyMap<string, string>, issues: readonly Issue[]): ReadonlyMap<string, string> {
  const redacted = new Map<string, string>();
  for (const [file, found] of groupBy(issues, (issue) => issue.file)) {
    const text = texts.get(file);
    if (text === undefined) continue;
    // By their form first: a place alone covers the first line of a private key, which is what the rest is known by.
    const ranges = found.flatMap(({ code, range }) => (code === hardCodedSecret.code ? [range] : []));
    redacted.set(file, redactRanges(redactText(text), ranges));
  }
  return redacted;
}

/** Redacts secrets in issues, which quote what a file contains and what a test rendered. */
export function redactIssues(issues: readonly Issue[]): Issue[] {
  return issues.map(({ suggestion, ...issue }) => ({
    ...issue,
    message: redactText(issue.message),
    ...(issue.details !== undefined && { details: redactText(issue.details) }),
    ...(issue.related && { related: issue.related.map((one) => ({ ...one, message: redactText(one.message) })) }),
    // A suggestion with redacted parts would be useless.
    ...(suggestion !== undefined && redactText(suggestion) === suggestion && { suggestion }),
  }));
}

/** Redacts secrets in the result of a test, which quotes what it rendered. */
export function redactResult({ failure, ...result }: TestResult): TestResult {
  const name = redactText(result.name);
  if (!failure) return { ...result, name };
  const { message, details } = failure;
  const clean = { message: redactText(message), ...(details !== undefined && { details: redactText(details) }) };
  return { ...result, name, failure: clean };
}

/** Redacts secrets in what a plan creates and deletes, and in the old and new values of what it changes. */
export function redactPlan(plan: Plan): Plan {
  const changes = plan.changes.map(({ title, definition, ...rest }): Change => {
    const change: Change = {
      ...rest,
      ...(title !== undefined && { title: redactText(title) }),
      ...(definition && { definition: redactValue(definition as unknown as Json, '') as unknown as Automation }),
    };
    if (change.fields === undefined) return change;
    const fields = change.fields.map(({ path, before, after }) => {
      const key = path.split('/').at(-1) ?? '';
      return {
        path,
        ...(before !== undefined && { before: redactValue(before, key) }),
        ...(after !== undefined && { after: redactValue(after, key) }),
      };
    });
    return { ...change, fields };
  });
  return { ...plan, changes };
}

/** Redacts secrets in a value; `key` is the name of the field that holds it. */
export function redactValue(value: Json, key: string): Json {
  if (Array.isArray(value)) return value.map((item) => redactValue(item, key));
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, redactValue(member, name)]));
  }
  return typeof value === 'string' && (secretIn(value, key) || isPrivate(value, key)) ? '•••' : value;
}

/** Too short or too plain for lint to call it a secret, under a name that says it is one. */
function isPrivate(value: string, key: string): boolean {
  return /(?:password|passwd|secret|token|cookie)$/i.test(key) && !value.includes('{{');
}

function redactRanges(text: string, ranges: readonly Range[]): string {
  if (ranges.length === 0) return text;
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  const lines = indexLines(text.slice(mark));
  let clean = '';
  let done = 0;
  const spans = ranges.map(({ start, end }) => ({ start: mark + lines.offset(start), end: mark + lines.offset(end) }));
  for (const { start, end } of spans.sort((a, b) => a.start - b.start)) {
    clean +=
      text.slice(done, Math.max(done, start)) +
      redactCharacters(text.slice(Math.max(done, start), Math.max(done, end)));
    done = Math.max(done, end);
  }
  return clean + text.slice(done);
}
