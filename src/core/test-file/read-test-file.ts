import type { Event } from '../event/event.ts';
import type { TestFileCode } from '../issue/codes/index.ts';
import type { Issue, Range } from '../issue/issue.ts';
import { isObject, type Json, type JsonObject, valueAt } from '../json.ts';
import { type Finding, placeFinding, severityOf } from '../source/place-finding.ts';
import { type Path, readSource, type SourceDocument, type SourceFile } from '../source/source.ts';
import { compileSchema } from '../validate/schema/compile-schema.ts';
import { describeErrors } from '../validate/schema/describe.ts';
import { readWrittenEvent } from './read-written-event.ts';
import { writtenTestsSchema } from './test-file-schema.ts';

/** What a test expects an automation to do with an event. */
export type Expectation = 'match' | 'no-match' | 'error';

/** A test that is ready to run. */
export type Case = {
  name: string;
  automation: string;
  event: Event;
  expect: Expectation;
  request: JsonObject | null;
  secrets: Readonly<Record<string, string | null>>;
  /** Where it is defined. */
  document: SourceDocument;
  path: Path;
  automationPath: Path;
};

/** A test that cannot run, with what is known about it. */
export type Malformed = { name: string; automation: string; file: string; range: Range };

/** The tests of a file: those that can run, those that cannot, and the issues with them. */
export type TestFile = { cases: Case[]; malformed: Malformed[]; issues: Issue[] };

const checkFile = compileSchema(writtenTestsSchema);

/** Reads a test file (`*.test.yml`). Mistakes become issues; tests without mistakes are kept. */
export function readTestFile(file: SourceFile): TestFile {
  const { documents, issues } = readSource(file);
  const lone = documents.filter(({ value }) => isLoneTest(value));
  const [first] = lone;
  const found = documents.filter((document) => !lone.includes(document)).map(readDocument);
  if (first) issues.push(placeFinding(loneTests(lone.length), shapeError, first));
  const cases = found.flatMap((one) => one.cases);
  return {
    cases,
    malformed: found.flatMap(({ malformed }) => malformed),
    issues: [
      ...issues.map((issue) =>
        issue.code === 'syntax/empty-file'
          ? { ...issue, message: 'This file contains no tests; add one, or delete the file.' }
          : issue,
      ),
      ...found.flatMap((one) => one.issues),
      ...duplicateNames(cases),
    ],
  };
}

/** Reports tests with the name of an earlier test of the same automation: results and filters know tests by name. */
function duplicateNames(cases: readonly Case[]): Issue[] {
  const first = new Map<string, Case>();
  return cases.flatMap((one): Issue[] => {
    const { name, automation, document } = one;
    const key = JSON.stringify([automation, name]);
    const other = first.get(key);
    if (!other) {
      first.set(key, one);
      return [];
    }
    const range = other.document.places.range([...other.path, 'name']);
    const finding: Finding = {
      message: `"${name}" is also the name of the test on line ${range.start.line}; rename one of them.`,
      path: [...one.path, 'name'],
      related: [{ file: document.file, range, message: `The first test named "${name}" is here.` }],
    };
    const code = 'test/duplicate-name';
    return [{ ...placeFinding(finding, { code, severity: severityOf(code) }, document), automation }];
  });
}

const shapeError = { code: 'test/shape', severity: severityOf('test/shape') } as const;

/** True for a single test at the top level of a file. */
function isLoneTest(value: Json): boolean {
  return isObject(value) && value.tests === undefined && isObject(value.event);
}

function loneTests(count: number): Finding {
  const what = count === 1 ? 'This looks like one test' : `These look like ${count} tests`;
  const message = `${what}; put tests in a list under \`tests:\`, each starting with \`-\`.`;
  return { message, path: ['event'], part: 'key' };
}

function readDocument(document: SourceDocument): TestFile {
  const { value } = document;
  const issues: Issue[] = [];
  const report = (finding: Finding, code: TestFileCode): void => {
    issues.push(placeFinding(finding, { code, severity: severityOf(code) }, document));
  };
  const problems = describeErrors(checkFile(value), [], 'a test file');
  for (const problem of problems) report(problem, 'test/shape');
  const tests = isObject(value) && Array.isArray(value.tests) ? value.tests : [];
  // A mistake at the top level does not affect the tests, unless it is in a field that they share.
  const broken = new Set(problems.map(({ path }) => (path[0] === 'tests' ? path[1] : path[0])));
  if (!isObject(value)) return { cases: [], malformed: [], issues };
  if (Array.isArray(value.tests) && tests.length === 0) {
    report({ message: 'This list contains no tests; add one, or delete the file.', path: ['tests'] }, 'test/vacuous');
  }
  const isBroken = broken.has('automation') || broken.has('secrets');
  const cases = tests.flatMap((test, index): Case[] => {
    if (!isObject(test) || isBroken || broken.has(index)) return [];
    const path = ['tests', index];
    const event = readWrittenEvent(test.event ?? null, [...path, 'event'], (finding) => report(finding, 'test/event'));
    const own = typeof test.automation === 'string';
    const automation = own ? test.automation : value.automation;
    if (typeof automation !== 'string') {
      const message = 'This test has no `automation`; add it here, or at the top of the file for all tests.';
      report({ message, path, part: 'key' }, 'test/shape');
      return [];
    }
    if (test.request !== undefined && test.expect !== undefined && test.expect !== 'match') {
      const message = `A test that expects \`${String(test.expect)}\` sends no request; remove \`request\`.`;
      report({ message, path: [...path, 'request'], part: 'key' }, 'test/shape');
      return [];
    }
    if (!event) return [];
    return [
      {
        name: String(test.name),
        automation: String(automation),
        event,
        expect: (test.expect ?? 'match') as Expectation,
        request: isObject(test.request) ? test.request : null,
        secrets: { ...secretsOf(value.secrets), ...secretsOf(test.secrets) },
        document,
        path,
        automationPath: own ? [...path, 'automation'] : ['automation'],
      },
    ];
  });
  const runnable = new Set(cases.map(({ path }) => path[1]));
  const malformed = tests.flatMap((test, index) => {
    if (runnable.has(index)) return [];
    const named = { name: textOf(test, 'name') ?? `tests[${index}]`, range: document.places.range(['tests', index]) };
    const automation = textOf(test, 'automation') ?? textOf(value, 'automation') ?? '';
    return [{ ...named, automation, file: document.file }];
  });
  return { cases, malformed, issues };
}

function textOf(value: Json, field: string): string | null {
  const text = valueAt(value, field);
  return typeof text === 'string' ? text : null;
}

function secretsOf(value: Json | undefined): Record<string, string | null> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, secret]) =>
      typeof secret === 'string' || secret === null ? [[name, secret] as const] : [],
    ),
  );
}
