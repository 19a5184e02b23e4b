import type { IssueCodeDoc } from './issue-code-doc.ts';

/** Issues with the settings of a checkout, and with comments that suppress issues. */
export const settingsCodes = {
  'settings/shape': {
    severity: 'error',
    title: 'Invalid settings',
    why: 'As long as the file has a mistake, nothing in it applies.',
    example: 'ignore:\n  - code: lint/plain-http',
    fix: 'ignore:\n  - code: lint/plain-http\n    reason: the lab has no certificates',
  },
  'settings/suppression': {
    severity: 'warning',
    title: 'A comment that suppresses nothing',
    why: 'A suppression needs a code that exists and a reason, so that the next reader knows why.',
    example: '# catalog-automations-ignore-next-line lint/plain-http',
    fix: '# catalog-automations-ignore-next-line lint/plain-http: the lab has no certificates',
  },
  'settings/unused-suppression': {
    severity: 'warning',
    title: 'A suppression without a problem',
    why: 'The problem is gone or is elsewhere; the next one of its kind would go unnoticed.',
    example:
      '# catalog-automations-ignore-next-line lint/plain-http: the lab has no certificates\nurl: https://lab.example.com',
    fix: 'url: https://lab.example.com',
  },
  'settings/unknown-automation': {
    severity: 'warning',
    title: 'Settings for an automation that is not there',
    why: 'They apply to nothing, so the automation that was meant runs without them.',
    example: 'automations:\n  page_oncall:\n    concurrency: 2',
    fix: 'automations:\n  page_on_call:\n    concurrency: 2',
  },
} as const satisfies Record<string, IssueCodeDoc>;

/** The code of an issue with settings. */
export type SettingsCode = keyof typeof settingsCodes;
