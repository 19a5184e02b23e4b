import type { JsonSchema } from '../json.ts';
import { defaultRedacted } from '../test-file/redact-event.ts';
import { automationSettingsSchema } from './automation-settings.ts';

/** The name of the file with settings, at the root of the checkout. */
export const settingsFile = '.catalog-automations.yml';

/** Other names for the settings at the root of a checkout, which nothing reads. */
export const settingsMisnamed = [
  '.catalog-automations.yaml',
  '.catalog-automations.json',
  '.catalog-automations.jsonc',
];

/** True for a file with the name of the settings that is elsewhere, or has another ending. */
export function isMisplacedSettings(path: string): boolean {
  return path !== settingsFile && [settingsFile, ...settingsMisnamed].includes(path.slice(path.lastIndexOf('/') + 1));
}

const code = {
  type: 'string',
  minLength: 1,
  description: 'A code such as `lint/plain-http`, or a group of codes such as `lint/*`.',
};

const paths: JsonSchema = {
  type: 'array',
  minItems: 1,
  items: { type: 'string', minLength: 1 },
  description:
    'Only in these files, relative to the root: `*` matches any name, `**` any folders. Omitted: everywhere.',
};

/** A section of the settings: its schema, whose description is its documentation, and an example. */
export type Section = { schema: JsonSchema; example: string };

/** Every section of the settings. */
export const sections = {
  defaults: {
    schema: {
      type: 'object',
      description: 'Defaults for `validate`, the Action and automations.',
      properties: {
        paths: {
          type: 'array',
          minItems: 1,
          items: { type: 'string', minLength: 1 },
          description: 'The folders or files that the command line checks by default.',
        },
        'fail-on-warning': { type: 'boolean', description: 'Whether warnings fail the check.' },
        automations: {
          ...automationSettingsSchema,
          description: 'Settings of every automation that does not set them itself, with the fields of `automations`.',
        },
      },
      additionalProperties: false,
    },
    example: 'defaults:\n  paths: [automations]\n  fail-on-warning: true',
  },
  severity: {
    schema: {
      type: 'array',
      description: 'Other severities for codes. The last matching entry wins.',
      items: {
        type: 'object',
        properties: {
          code,
          severity: { enum: ['error', 'warning', 'info'], description: 'How serious it is.' },
          paths,
        },
        required: ['code', 'severity'],
        additionalProperties: false,
      },
    },
    example: 'severity:\n  - { code: lint/always-fires, severity: info, paths: ["automations/audit/**"] }',
  },
  ignore: {
    schema: {
      type: 'array',
      description: 'What is not a problem, and why not.',
      items: {
        type: 'object',
        properties: {
          code,
          paths,
          reason: {
            type: 'string',
            pattern: '\\S',
            patternErrorMessage: 'must say why',
            description: 'Why it is not a problem.',
          },
        },
        required: ['code', 'reason'],
        additionalProperties: false,
      },
    },
    example:
      'ignore:\n  - { code: lint/plain-http, paths: ["automations/lab/*.yml"], reason: the lab has no certificates }',
  },
  automations: {
    schema: {
      type: 'object',
      description: 'How the service handles the runs of automations, by identifier. Synced with the definitions.',
      additionalProperties: automationSettingsSchema,
    },
    example: 'automations:\n  page_on_call:\n    concurrency: 2\n    retry: [10s, 1m, 10m]',
  },
  tests: {
    schema: {
      type: 'object',
      description: 'How `test` works.',
      properties: {
        redact: {
          type: 'array',
          items: { type: 'string', minLength: 1 },
          description:
            'Fields whose values `test --from-event` replaces, in addition to anything that looks like a secret: a name or the end of a ' +
            `path, such as \`properties.owner\`; \`*\` is any text. Omitted: ${defaultRedacted.map((name) => `\`${name}\``).join(', ')}.`,
        },
        'min-coverage': {
          type: 'integer',
          minimum: 0,
          maximum: 100,
          description: 'The coverage of conditions, in percent, below which `test --coverage` fails.',
        },
      },
      additionalProperties: false,
    },
    example: 'tests:\n  redact: [email, "*phone*", properties.owner]\n  min-coverage: 80',
  },
} as const satisfies Record<string, Section>;

/** The schema of the settings file. */
export const settingsSchema: JsonSchema = {
  type: 'object',
  properties: Object.fromEntries(Object.entries(sections).map(([name, { schema }]) => [name, schema])),
  additionalProperties: false,
};
