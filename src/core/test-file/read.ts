import type { Event } from '../event.ts';
import type { Issue } from '../issue.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { type Finding, placeFinding } from '../problem.ts';
import { compileSchema } from '../schema/compile-schema.ts';
import { describeErrors } from '../schema/describe.ts';
import { type Path, readSource, type SourceDocument, type SourceFile } from '../source.ts';
import { readWrittenEvent } from './read-event.ts';
import { writtenTestsSchema } from './schema.ts';

/** What an automation may do with an event. */
export type Expectation = 'match' | 'no-match' | 'error';

/** One test, ready to run. */
export type Case = {
  name: string;
  automation: string;
  event: Event;
  expect: Expectation;
  request: JsonObject | null;
  secrets: Readonly<Record<string, string | null>>;
  /** Where it stands. */
  document: SourceDocument;
  path: Path;
  automationPath: Path;
};

/** The tests of one file that can be run, and what is wrong with the others. */
export type TestFile = { cases: Case[]; issues: Issue[] };

const checkFile = compileSchema(writtenTestsSchema);

/** Reads a file of tests (`*.test.yml`); mistakes become issues, and the tests without one are kept. */
export function readTestFile(file: SourceFile): TestFile {
  const { documents, issues } = readSource(file);
  const found = documents.map(readDocument);
  return {
    cases: found.flatMap(({ cases }) => cases),
    issues: [
      ...issues.map((issue) =>
        issue.code === 'syntax/empty-file'
          ? { ...issue, message: 'This file holds no test; delete it, or write one.' }
          : issue,
      ),
      ...found.flatMap((one) => one.issues),
    ],
  };
}

function readDocument(document: SourceDocument): TestFile {
  const { value } = document;
  const issues: Issue[] = [];
  const report = (finding: Finding, code: 'test/shape' | 'test/event'): void => {
    issues.push(placeFinding(finding, { code, severity: 'error' }, document));
  };
  const problems = describeErrors(checkFile(value), [], 'a test file');
  for (const problem of problems) report(problem, 'test/shape');
  const tests = isObject(value) && Array.isArray(value.tests) ? value.tests : [];
  // What is wrong with the file as a whole says nothing of its tests, unless it is a name they share.
  const broken = new Set(problems.map(({ path }) => (path[0] === 'tests' ? path[1] : path[0])));
  if (!isObject(value) || broken.has('automation') || broken.has('secrets')) return { cases: [], issues };
  const cases = tests.flatMap((test, index): Case[] => {
    if (!isObject(test) || broken.has(index)) return [];
    const path = ['tests', index];
    const event = readWrittenEvent(test.event ?? null, [...path, 'event'], (finding) => report(finding, 'test/event'));
    const own = typeof test.automation === 'string';
    const automation = own ? test.automation : value.automation;
    if (typeof automation !== 'string') {
      const message = 'This test names no `automation`; write it here, or at the top of the file for all its tests.';
      report({ message, path, part: 'key' }, 'test/shape');
      return [];
    }
    if (test.request !== undefined && test.expect !== undefined && test.expect !== 'match') {
      const message = `A test that expects \`${String(test.expect)}\` has no request to look at; remove \`request\`.`;
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
  return { cases, issues };
}

function secretsOf(value: Json | undefined): Record<string, string | null> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, secret]) =>
      typeof secret === 'string' || secret === null ? [[name, secret] as const] : [],
    ),
  );
}
