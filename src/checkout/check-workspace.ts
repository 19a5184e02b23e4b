import { backends } from '../backends/index.ts';
import type { Jq } from '../core/expression/expression.ts';
import { compareIssues, distinctIssues, type Issue, type Severity } from '../core/issue/issue.ts';
import type { Json } from '../core/json.ts';
import { codeDocs } from '../core/lint/code-docs.ts';
import { lint } from '../core/lint/index.ts';
import { secretsInFiles } from '../core/lint/secrets-in-files.ts';
import { applySettings, type SuppressedIssue } from '../core/settings/apply-settings.ts';
import { filesWithErrors, mentionsIdentifier } from '../core/settings/mentions.ts';
import { readSettings, type Settings } from '../core/settings/settings.ts';
import { isTooLarge, readSource, type SourceFile } from '../core/source/source.ts';
import type { Case } from '../core/test-file/read-test-file.ts';
import { runTestFiles, type TestFilter, type TestResult } from '../core/test-file/test-file.ts';
import { type Definition, validate } from '../core/validate/validate.ts';
import { redactIssues, redactResult, redactTexts } from './redact.ts';
import type { Workspace } from './workspace.ts';

/** The results of validation, lint and tests, with secrets redacted so that they can be published. */
export type WorkspaceCheck = {
  definitions: Definition[];
  /** Sorted by file and place; an issue that several automations share through an alias appears once. */
  issues: Issue[];
  /** The identifiers of automations with an error of any kind. */
  invalid: ReadonlySet<string>;
  tests: TestResult[];
  /** The tests that passed. */
  passed: readonly Case[];
  /** Issues that comments and settings suppress; not among `issues`. */
  suppressed: readonly SuppressedIssue[];
  settings: Settings;
  /** How many files of definitions and tests were read. */
  files: number;
  /** Path → text of the files with issues, for code frames. */
  texts: ReadonlyMap<string, string>;
};

/**
 * Checks all files of a workspace every time, because a change in one may break another. Needs neither a token
 * nor the network. `repository` (`owner/repo`) says which workflows are the workspace's own,
 * `port` whether a real Port is behind the definitions. `only` chooses among the tests.
 */
export async function checkWorkspace(
  workspace: Workspace,
  jq: Jq,
  repository: string | null,
  port: boolean,
  only?: TestFilter,
): Promise<WorkspaceCheck> {
  const { workflows } = workspace;
  const blueprints = readBlueprints(workspace.blueprints);
  const { definitions, readable, issues } = await validate(workspace.definitions, { backends, jq });
  const linted = await lint(readable, {
    backends,
    jq,
    port,
    ...(blueprints.values && { blueprints: blueprints.values }),
    ...(repository !== null && workflows !== null && { repository: { name: repository, workflows } }),
  });
  const isBroken = brokenIn(workspace.definitions, issues);
  const tests = await runTestFiles(workspace.tests, definitions, jq, isBroken, only);
  const files = [...workspace.definitions, ...workspace.tests];
  const { settings, issues: unread } = readSettings(workspace.settings, codeDocs);
  const known = definitions.map(({ automation }) => automation.identifier);
  const broken = filesWithErrors(issues);
  const read = new Set(workspace.definitions.map(({ path }) => path).filter((path) => !broken.has(path)));
  const unknown = settings.unknown(known, (name) => workspace.mentions(name, read));
  const shown = [...files, ...workspace.blueprints, ...(workspace.settings ? [workspace.settings] : [])].filter(
    ({ text }) => !isTooLarge(text),
  );
  const texts = new Map(shown.map(({ path, text }) => [path, text]));
  const searched = files.filter(({ path }) => texts.has(path));
  const secrets = secretsInFiles(searched, [...issues, ...linted]);
  const all = [
    ...workspace.issues,
    ...issues,
    ...linted,
    ...secrets,
    ...blueprints.issues,
    ...tests.issues,
    ...unknown,
  ];
  const distinct = distinctIssues(all.sort(compareIssues));
  const settled = applySettings(distinct, files, settings, codeDocs);
  const left = [...unread, ...settled.issues].sort(compareIssues);
  return {
    definitions,
    issues: redactIssues(left),
    suppressed: settled.suppressed.map((one) => ({ ...one, issue: redactIssues([one.issue])[0] ?? one.issue })),
    settings,
    invalid: invalidIn(left),
    tests: tests.results.map(redactResult),
    passed: tests.passed,
    files: files.length,
    texts: redactTexts(texts, [...left, ...distinct]),
  };
}

/**
 * Reads the blueprints, if there are any. If one of them cannot be read, names are not checked at all. A blueprint is not a
 * definition, so its errors are reported as warnings.
 */
function readBlueprints(files: readonly SourceFile[]): { values: Json[] | null; issues: Issue[] } {
  const sources = files.map((file) => readSource(file));
  const issues = sources.flatMap((source) => source.issues);
  const broken = issues.some(({ severity }) => severity === 'error');
  const values = sources.flatMap((source) => source.documents.map((document) => document.value));
  return {
    values: files.length === 0 || broken ? null : values,
    issues: issues
      .filter(({ code }) => code !== 'syntax/empty-file')
      .map((issue) => (issue.severity === 'error' ? { ...issue, severity: 'warning', message: unread(issue) } : issue)),
  };
}

function unread({ message }: Issue): string {
  return `${message} Until then, names of blueprints and properties are not checked.`;
}

/** The definitions without an error from validation, lint or tests. */
export function validDefinitions({ definitions, invalid }: WorkspaceCheck): Definition[] {
  return definitions.filter(({ automation }) => !invalid.has(automation.identifier));
}

function invalidIn(issues: readonly Issue[]): Set<string> {
  return new Set(
    issues.flatMap(({ severity, automation }) => (severity === 'error' && automation ? [automation] : [])),
  );
}

/**
 * Tells which automations have errors or may be in a file that cannot be read, so that references to them are not
 * reported as well.
 */
function brokenIn(files: readonly SourceFile[], issues: readonly Issue[]): (automation: string) => boolean {
  const invalid = invalidIn(issues);
  const unread = new Set(
    issues.flatMap(({ severity, automation, file }) => (severity === 'error' && !automation ? [file] : [])),
  );
  const texts = files.filter(({ path }) => unread.has(path)).map(({ text }) => text);
  return (automation) => invalid.has(automation) || texts.some((text) => mentionsIdentifier(text, automation));
}

/** How many issues there are of each severity. */
export function countIssues(issues: readonly Issue[]): Record<Severity, number> {
  const counts: Record<Severity, number> = { error: 0, warning: 0, info: 0 };
  for (const { severity } of issues) counts[severity] += 1;
  return counts;
}
