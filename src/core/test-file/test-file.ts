import type { Automation } from '../automation.ts';
import { didYouMean } from '../closest.ts';
import type { Event } from '../event/event.ts';
import { explainEvent } from '../explain/explain.ts';
import { explanationLines } from '../explain/explanation-text.ts';
import type { Jq } from '../expression/expression.ts';
import { groupBy } from '../group-by.ts';
import type { TestFileCode } from '../issue/codes/index.ts';
import { compareIssues, type Issue, type Range } from '../issue/issue.ts';
import { match } from '../match/match.ts';
import { indexTriggers } from '../match/trigger-index.ts';
import { fieldPath } from '../source/field-path.ts';
import { type Finding, placeFinding, severityOf } from '../source/place-finding.ts';
import type { SourceFile } from '../source/source.ts';
import { secretNames } from '../template/secret-references.ts';
import { prepareTemplates, type Rendering, render } from '../template/template.ts';
import type { Definition } from '../validate/validate.ts';
import { differenceLines, firstDifference } from './difference.ts';
import { type Case, type Expectation, readTestFile } from './read-test-file.ts';
import { rootFor } from './root-for.ts';

/** The result of one test; `skipped` if its automation has errors. */
export type TestResult = {
  file: string;
  name: string;
  automation: string;
  range: Range;
  outcome: 'passed' | 'failed' | 'skipped';
  /** Why it failed; absent for a test that cannot run. */
  failure?: { message: string; details?: string };
};

/** Chooses tests by their automation, name and file. */
export type TestFilter = (test: Pick<TestResult, 'automation' | 'name' | 'file'>) => boolean;

/** The results of a test run, the issues it found, and the tests that passed. */
export type TestRun = { results: TestResult[]; issues: Issue[]; passed: Case[] };

/**
 * Runs test files against the definitions, with the evaluator used in production. The tests of automations that
 * `isBroken` names are skipped, because their errors have been reported already. `only` chooses among the tests.
 */
export async function runTestFiles(
  files: readonly SourceFile[],
  definitions: readonly Definition[],
  jq: Jq,
  isBroken: (automation: string) => boolean = () => false,
  only: TestFilter = () => true,
): Promise<TestRun> {
  const read = files.map(readTestFile);
  const issues = read.flatMap((file) => file.issues);
  const byName = new Map(definitions.map(({ automation }) => [automation.identifier, automation]));
  const results: TestResult[] = [];
  const passed: Case[] = [];
  const all = read.flatMap((file) => file.cases).filter((one) => only({ ...one, file: one.document.file }));
  for (const [name, cases] of groupBy(all, (one) => one.automation)) {
    const automation = byName.get(name);
    const found = automation
      ? await runCases(automation, cases, jq)
      : cases.map((one) => unknown(one, byName, isBroken));
    const reportedFiles = new Set<string>();
    for (const [index, one] of cases.entries()) {
      const finding = found[index];
      const { file, places } = one.document;
      const outcome = finding === 'skipped' ? finding : finding ? 'failed' : 'passed';
      const range = places.range([...one.path, 'name']);
      results.push({ file, name: one.name, automation: name, range, outcome, ...failureOf(finding) });
      if (outcome === 'passed') passed.push(one);
      // An unknown name is reported once per file, however many tests use it.
      const isReported = !automation && reportedFiles.has(file);
      reportedFiles.add(file);
      if (finding && finding !== 'skipped' && !isReported) issues.push(issueOf(finding, one));
      const vacuous = automation && one.expect === 'no-match' && neverReaches(one.event, automation);
      if (vacuous) issues.push(issueOf(vacuousTest(one, automation), one));
    }
  }
  // A test that cannot run has not passed.
  for (const one of read.flatMap((file) => file.malformed).filter(only)) results.push({ ...one, outcome: 'failed' });
  return { results, issues: issues.sort(compareIssues), passed };
}

function failureOf(finding: FailedTest | 'skipped' | null | undefined): Pick<TestResult, 'failure'> {
  if (!finding || finding === 'skipped') return {};
  const { message, details } = finding;
  return { failure: { message, ...(details !== undefined && { details }) } };
}

type FailedTest = Finding & { details?: string; code?: TestFileCode };

function issueOf({ details, code = 'test/failed', ...finding }: FailedTest, { document, automation }: Case): Issue {
  const issue = placeFinding(finding, { code, severity: severityOf(code) }, document);
  return { ...issue, automation, ...(details !== undefined && { details }) };
}

/** True if the event concerns a different blueprint or action than the automation listens to. */
function neverReaches({ resourceType, context }: Event, { trigger: { event } }: Automation): boolean {
  if ('actionIdentifier' in event)
    return resourceType !== 'run' || context.action.identifier !== event.actionIdentifier;
  return resourceType === 'run' || context.blueprintIdentifier !== event.blueprintIdentifier;
}

function vacuousTest({ name, path }: Case, { identifier, trigger: { event } }: Automation): FailedTest {
  const listens = 'actionIdentifier' in event ? event.actionIdentifier : event.blueprintIdentifier;
  const message = `"${name}" tests nothing: this event never reaches \`${identifier}\`, which only listens to \`${listens}\`.`;
  return { message, path: [...path, 'event'], part: 'key', code: 'test/vacuous' };
}

function unknown(
  { automation, automationPath }: Case,
  known: ReadonlyMap<string, Automation>,
  isBroken: (automation: string) => boolean,
): FailedTest | 'skipped' {
  if (isBroken(automation)) return 'skipped';
  const message = `These files define no automation \`${automation}\`${didYouMean(automation, [...known.keys()])}`;
  return { message, path: automationPath, code: 'test/unknown-automation' };
}

/** Matches the events of all cases in one call of jq, then renders each request with the secrets of its case. */
async function runCases(automation: Automation, cases: readonly Case[], jq: Jq): Promise<(FailedTest | null)[]> {
  // A test shows what an unpublished automation will do once it is published.
  const published = { ...automation, publish: true };
  const index = indexTriggers([published]);
  const events = cases.map((one) => one.event);
  const matches = await match(index, events, jq, { complete: true });
  const templates = await prepareTemplates(automation.invocationMethod, jq);
  const names = secretNames(automation.invocationMethod);
  const failed: (FailedTest | null)[] = [];
  for (const [at, one] of cases.entries()) {
    const found = matches[at]?.[0];
    const verdict = found?.verdict ?? 'no-match';
    if (verdict !== one.expect) {
      failed.push(await wrongVerdict(one, published, verdict, jq));
    } else if (verdict !== 'match') {
      failed.push(null);
    } else {
      const secrets = secretsFor(names, one);
      const [rendering] = await render(templates, [rootFor(one.event, automation)], jq, { secrets });
      failed.push(rendering ? wrongRequest(one, rendering) : null);
    }
  }
  return failed;
}

function secretsFor(names: readonly string[], { secrets }: Case): Record<string, string> {
  const entries = names.flatMap((name): [string, string][] => {
    const given = Object.hasOwn(secrets, name) ? secrets[name] : `[secret ${name}]`;
    return typeof given === 'string' ? [[name, given]] : [];
  });
  return Object.fromEntries(entries);
}

const words = { match: 'matches', 'no-match': 'does not match', error: 'fails' } as const;

async function wrongVerdict(one: Case, automation: Automation, verdict: Expectation, jq: Jq): Promise<FailedTest> {
  const expected = one.expect === 'error' ? 'an error' : one.expect === 'match' ? 'a match' : 'no match';
  const [explained] = await explainEvent([automation], one.event, jq);
  return {
    message: `"${one.name}" expects ${expected}, but \`${one.automation}\` ${words[verdict]}.`,
    path: firstStated(one),
    ...(explained && { details: explanationLines(explained.view).join('\n') }),
  };
}

function firstStated({ document, path }: Case): (string | number)[] {
  const test = [...path, 'expect'];
  const value = (document.value as { tests?: { expect?: unknown }[] }).tests?.[Number(path[1])];
  return value?.expect === undefined ? [...path, 'name'] : test;
}

function wrongRequest({ name, request, path, automation }: Case, rendering: Rendering): FailedTest | null {
  if (!rendering.ok) {
    const details = rendering.errors.map((notice) => `${notice.path}: ${notice.message}`).join('\n');
    const message = `"${name}": \`${automation}\` matches, but its request cannot be rendered.`;
    return { message, path: [...path, 'name'], details };
  }
  const difference = request && firstDifference(request, rendering.real);
  if (!request || !difference) return null;
  const where = difference.length === 0 ? '' : ` in \`${fieldPath(difference)}\``;
  const warnings = rendering.warnings.map((notice) => `${notice.path}: ${notice.message}`);
  return {
    message: `"${name}" expects a different request from \`${automation}\`: the two differ${where}.`,
    path: [...path, 'request', ...difference],
    details: ['- expected', '+ rendered', ...differenceLines(request, rendering.real), ...warnings].join('\n'),
  };
}
