import type { IssueCodeDoc } from './issue-code-doc.ts';

/** Issues of the tests beside definitions. */
export const testFileCodes = {
  'test/failed': {
    severity: 'error',
    title: 'A test that fails',
    why: 'The automation would not do what its author wrote down: it fires when it should not, or sends something else.',
    example: 'expect: match, for an event that the condition does not let pass',
    fix: 'Correct the automation, or the test if it is the one that is wrong.',
  },
  'test/unknown-automation': {
    severity: 'error',
    title: 'A test of an automation that does not exist',
    why: 'A test that tests nothing looks like one that passes.',
    example: 'automation: pagerduty_hihg_cpu',
    fix: 'automation: pagerduty_high_cpu',
  },
  'test/shape': {
    severity: 'error',
    title: 'A mistake in the form of a test file',
    why: 'A misspelt field would silently test less than it says.',
    example: '{ name: opens an incident, expects: match, event: … }',
    fix: '{ name: opens an incident, expect: match, event: … }',
  },
  'test/event': {
    severity: 'error',
    title: 'An event that the catalog could not have sent',
    why: 'A test with an impossible event says nothing about the real ones.',
    example: 'event: { type: ENTITY_CREATED, blueprint: service, before: { … } }',
    fix: 'event: { type: ENTITY_CREATED, blueprint: service, after: { … } }',
  },
  'test/vacuous': {
    severity: 'warning',
    title: 'A test that tests nothing',
    why: 'It passes whatever the automation says: its event never reaches it, or there is no test at all.',
    example: '{ name: not open, expect: no-match, event: { type: ENTITY_CREATED, blueprint: srevice, after: {} } }',
    fix: '{ name: not open, expect: no-match, event: { type: ENTITY_CREATED, blueprint: service, after: {} } }',
  },
} as const satisfies Record<string, IssueCodeDoc>;

/** A code of an issue of a test file. */
export type TestFileCode = keyof typeof testFileCodes;
