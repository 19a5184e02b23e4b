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
  'mapping/may-collide': {
    severity: 'warning',
    title: 'An identifier that two things may share',
    why: 'A name is unique in its account or repository only. Two things of one name share an entity: each event flips it, and deleting one deletes it.',
    example: 'identifier: .name',
    fix: 'identifier: .__organization + "." + .name',
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
