import { backends } from '../backends/index.ts';
import type { Jq } from '../core/expression/expression.ts';
import { compareIssues, distinctIssues, type Issue, type Severity } from '../core/issue/issue.ts';
import type { Json } from '../core/json.ts';
import { lint } from '../core/lint/index.ts';
import { secretsInFiles } from '../core/lint/secrets-in-files.ts';
import { redactText } from '../core/secrets/redact-text.ts';
import { isTooLarge, readSource, type SourceFile } from '../core/source/source.ts';
import { runTestFiles, type TestResult } from '../core/test-file/test-file.ts';
import { type Definition, validate } from '../core/validate/validate.ts';
import { redactIssues, redactTexts } from './redact.ts';
import type { Workspace } from './workspace.ts';

/** What validation, lint and the tests found, fit to be published: the secrets that it quotes are blotted out. */
export type Check = {
  definitions: Definition[];
  /** Sorted by file and place; what several automations share by an alias is told once. */
  issues: Issue[];
  /** The identifiers of automations with an error of any kind. */
  invalid: ReadonlySet<string>;
  tests: TestResult[];
  /** How many files of definitions and tests were read. */
  files: number;
  /** Path → text of the files with issues, for code frames. */
  texts: ReadonlyMap<string, string>;
};

/**
 * Checks everything in a workspace: all files every time, for a change in one may break another. Needs neither a token
 * nor the network. `repository` (`owner/repo`) says which workflows are the workspace's own,
 * `port` whether a real Port is behind the definitions.
 */
export async function checkWorkspace(
  workspace: Workspace,
  jq: Jq,
  repository: string | null,
  port: boolean,
): Promise<Check> {
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
  const tests = await runTestFiles(workspace.tests, definitions, jq, invalidIn(issues));
  const files = [...workspace.definitions, ...workspace.tests];
  const shown = [...files, ...workspace.blueprints].filter(({ text }) => !isTooLarge(text));
  const texts = new Map(shown.map(({ path, text }) => [path, text]));
  const searched = files.filter(({ path }) => texts.has(path));
  const secrets = secretsInFiles(searched, [...issues, ...linted]);
  const all = [...workspace.issues, ...issues, ...linted, ...secrets, ...blueprints.issues, ...tests.issues];
  const told = distinctIssues(all.sort(compareIssues));
  return {
    definitions,
    issues: redactIssues(told),
    invalid: invalidIn(all),
    tests: tests.results.map((result) => ({ ...result, name: redactText(result.name) })),
    files: files.length,
    texts: redactTexts(texts, told),
  };
}

/**
 * The blueprints, when there are any. One that cannot be read makes the others unfit to judge by, so nothing is said of
 * names then; it is no definition, and so no more than a warning.
 */
function readBlueprints(files: readonly SourceFile[]): { values: Json[] | null; issues: Issue[] } {
  const sources = files.map(readSource);
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
  return `${message} Until then no names of blueprints and properties are checked.`;
}

/** The definitions that nothing has an error to say of: neither validation nor lint nor their tests. */
export function validDefinitions({ definitions, invalid }: Check): Definition[] {
  return definitions.filter(({ automation }) => !invalid.has(automation.identifier));
}

function invalidIn(issues: readonly Issue[]): Set<string> {
  return new Set(
    issues.flatMap(({ severity, automation }) => (severity === 'error' && automation ? [automation] : [])),
  );
}

/** How many issues there are of each severity. */
export function countIssues(issues: readonly Issue[]): Record<Severity, number> {
  const counts: Record<Severity, number> = { error: 0, warning: 0, info: 0 };
  for (const { severity } of issues) counts[severity] += 1;
  return counts;
}
