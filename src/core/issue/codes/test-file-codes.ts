import type { IssueCodeDoc } from './issue-code-doc.ts';

/** Issues with test files. */
export const testFileCodes = {
  'test/failed': {
    severity: 'error',
    title: 'A failing test',
    why: 'The automation does not do what the test expects: it fires when it should not, or sends a different request.',
    example: 'expect: match, for an event that the condition rejects',
    fix: 'Correct the automation, or the test if the test is wrong.',
  },
  'test/unknown-automation': {
    severity: 'error',
    title: 'A test for an unknown automation',
    why: 'A test that tests nothing looks like a test that passes.',
    example: 'automation: pagerduty_hihg_cpu',
    fix: 'automation: pagerduty_high_cpu',
  },
  'test/shape': {
    severity: 'error',
    title: 'An invalid test file',
    why: 'A misspelled field would silently test less than intended.',
    example: '{ name: opens an incident, expects: match, event: … }',
    fix: '{ name: opens an incident, expect: match, event: … }',
  },
  'test/event': {
    severity: 'error',
    title: 'An event that the catalog cannot send',
    why: 'A test with an impossible event says nothing about real ones.',
    example: 'event: { type: ENTITY_CREATED, blueprint: service, before: { … } }',
    fix: 'event: { type: ENTITY_CREATED, blueprint: service, after: { … } }',
  },
  'test/duplicate-name': {
    severity: 'warning',
    title: 'Two tests with the same name',
    why: 'A result does not say which of the two it is about, and a test that is recorded under this name replaces the first.',
    example: '[{ name: opens an incident, … }, { name: opens an incident, … }]',
    fix: '[{ name: opens an incident, … }, { name: opens no second incident, … }]',
  },
  'test/vacuous': {
    severity: 'warning',
    title: 'A test that tests nothing',
    why: 'It always passes: its event never reaches the automation, or the list of tests is empty.',
    example: '{ name: not open, expect: no-match, event: { type: ENTITY_CREATED, blueprint: srevice, after: {} } }',
    fix: '{ name: not open, expect: no-match, event: { type: ENTITY_CREATED, blueprint: service, after: {} } }',
  },
} as const satisfies Record<string, IssueCodeDoc>;

/** The code of an issue with a test file. */
export type TestFileCode = keyof typeof testFileCodes;
