import { closest } from '../closest.ts';
import type { Event } from '../event.ts';
import type { Issue } from '../issue.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { type Finding, placeFinding } from '../problem.ts';
import { readEvent } from '../read-event.ts';
import { type Check, createAjv } from '../schema/compile.ts';
import { describeErrors, unknownValue } from '../schema/describe.ts';
import { type Path, readSource, type SourceDocument, type SourceFile } from '../source.ts';
import { type ShortType, shortEventSchemas, testFileSchema } from './schema.ts';
import { expandEvent, testDefaults } from './short-event.ts';

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

type Checks = { file: Check; short: (type: ShortType) => Check };

let compiled: Checks | undefined;

/** Reads a file of tests (`*.test.yml`); mistakes become issues, and the tests without one are kept. */
export function readTestFile(file: SourceFile): TestFile {
  const { documents, issues } = readSource(file);
  const found = documents.map((document) => readDocument(document, checks()));
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

function readDocument(document: SourceDocument, { file, short }: Checks): TestFile {
  const { value } = document;
  const issues: Issue[] = [];
  const report = (finding: Finding, code: 'test/shape' | 'test/event'): void => {
    issues.push(placeFinding(finding, { code, severity: 'error' }, document));
  };
  const problems = describeErrors(file(value), [], 'a test file');
  for (const problem of problems) report(problem, 'test/shape');
  const tests = isObject(value) && Array.isArray(value.tests) ? value.tests : [];
  // What is wrong with the file as a whole says nothing of its tests, unless it is a name they share.
  const broken = new Set(problems.map(({ path }) => (path[0] === 'tests' ? path[1] : path[0])));
  if (!isObject(value) || broken.has('automation') || broken.has('secrets')) return { cases: [], issues };
  const cases = tests.flatMap((test, index): Case[] => {
    if (!isObject(test) || broken.has(index)) return [];
    const path = ['tests', index];
    const event = readTestEvent(test.event ?? null, [...path, 'event'], short, report);
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

type Report = (finding: Finding, code: 'test/shape' | 'test/event') => void;

function readTestEvent(value: Json, path: Path, short: Checks['short'], report: Report): Event | null {
  if (!isObject(value)) return null;
  const { type } = value;
  if (type === undefined) return readWhole(value, path, true, report);
  const types = Object.keys(shortEventSchemas);
  if (typeof type !== 'string' || !types.includes(type)) {
    const typePath = [...path, 'type'];
    const several = /^ANY_(?:ENTITY|RUN)_CHANGE$/.test(String(type));
    const message = `\`${String(type)}\` stands for several events; name the one that happens: ${types.join(', ')}.`;
    report(several ? { message, path: typePath } : unknownValue('`event.type`', type, types, typePath), 'test/event');
    return null;
  }
  const problems = describeErrors(short(type as ShortType)(value), path);
  for (const problem of problems) report(problem, 'test/event');
  return problems.length > 0 ? null : readWhole(expandEvent(value), path, false, report);
}

function readWhole(value: JsonObject, path: Path, isWritten: boolean, report: Report): Event | null {
  const read = readEvent(value, testDefaults);
  if (read.ok) return read.event;
  for (const problem of read.problems) {
    const steps = problem.path.split('/').slice(1);
    const meant =
      steps.length === 1 && !Object.hasOwn(value, 'resourceType') ? closest(steps[0] ?? '', ['type']) : undefined;
    const hint = meant === undefined ? '' : `; did you mean \`${meant}\`?`;
    const message = `\`event${steps.map((step) => `.${step}`).join('')}\` ${problem.message}${hint || '.'}`;
    report({ message, path: isWritten ? [...path, ...steps] : path }, 'test/event');
  }
  return null;
}

function secretsOf(value: Json | undefined): Record<string, string | null> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, secret]) =>
      typeof secret === 'string' || secret === null ? [[name, secret] as const] : [],
    ),
  );
}

function checks(): Checks {
  if (compiled) return compiled;
  const ajv = createAjv();
  const check = (validate: ReturnType<typeof ajv.compile>): Check => {
    return (value) => (validate(value) ? [] : (validate.errors ?? []));
  };
  const shorts = new Map<ShortType, Check>();
  compiled = {
    file: check(ajv.compile(testFileSchema({ type: 'object', description: 'The event.' }))),
    short(type) {
      const known = shorts.get(type) ?? check(ajv.compile(shortEventSchemas[type]));
      shorts.set(type, known);
      return known;
    },
  };
  return compiled;
}
