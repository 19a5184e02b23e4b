import type { IssueCodeDoc } from './issue-code-doc.ts';

/** Issues of a mapping of GitHub to the catalog. */
export const mappingCodes = {
  'mapping/shape': {
    severity: 'error',
    title: 'Not a mapping',
    why: 'The file does not have the shape of a mapping, so nothing of it is used until it has.',
    example: 'resources:\n  - kind: repository\n    mappings: { identifier: .name }',
    fix: 'resources:\n  - kind: repository\n    port: { entity: { mappings: { identifier: .name, blueprint: \'"service"\' } } }',
  },
  'mapping/jq': {
    severity: 'error',
    title: 'A mapping expression that is not valid jq',
    why: 'It can never give a value, so the entities would lack it without anybody noticing.',
    example: 'blueprint: "service',
    fix: 'blueprint: \'"service"\'',
  },
  'mapping/not-applied': {
    severity: 'warning',
    title: 'A part of a mapping that has no effect here',
    why: 'Entities come from webhooks alone: kinds without a webhook, files of a repository and other selectors than `query` and `state` stay without effect.',
    example: 'readme: file://README.md',
    fix: 'Leave it for Port, or take it out.',
  },
} as const satisfies Record<string, IssueCodeDoc>;

/** A code of an issue of a mapping. */
export type MappingCode = keyof typeof mappingCodes;
