import type { IssueCodeDoc } from './issue-code-doc.ts';

/** Issues with a mapping from GitHub to the catalog. */
export const mappingCodes = {
  'mapping/shape': {
    severity: 'error',
    title: 'Not a mapping',
    why: 'The file does not have the structure of a mapping, so it is ignored until it is corrected.',
    example: 'resources:\n  - kind: repository\n    mappings: { identifier: .name }',
    fix: 'resources:\n  - kind: repository\n    port: { entity: { mappings: { identifier: .name, blueprint: \'"service"\' } } }',
  },
  'mapping/jq': {
    severity: 'error',
    title: 'A mapping expression that is not valid jq',
    why: 'It can never produce a value, so entities would silently lack it.',
    example: 'blueprint: "service',
    fix: 'blueprint: \'"service"\'',
  },
  'mapping/may-collide': {
    severity: 'warning',
    title: 'An identifier that may collide',
    why: 'A name is unique only within its account or repository. Two objects with the same name would share an entity: every event overwrites it, and deleting one object deletes it.',
    example: 'identifier: .name',
    fix: 'identifier: .__organization + "." + .name',
  },
  'mapping/not-applied': {
    severity: 'warning',
    title: 'A part of a mapping that has no effect',
    why: 'Entities are built from webhooks only: kinds without a webhook, repository files, and selectors other than `query` and `state` are ignored.',
    example: 'readme: file://README.md',
    fix: 'Remove it, or keep it for Port.',
  },
} as const satisfies Record<string, IssueCodeDoc>;

/** The code of an issue with a mapping. */
export type MappingCode = keyof typeof mappingCodes;
