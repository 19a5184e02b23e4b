import type { IssueCodeDoc } from './issue-code-doc.ts';

/** Issues of a definition's shape: what Port's API would refuse. */
export const schemaCodes = {
  'schema/unknown-field': {
    severity: 'error',
    title: 'A field that does not exist here',
    why: 'The API refuses definitions with fields it does not know, and a misspelt field would silently do nothing.',
    example: '"event": { "type": "ENTITY_CREATED", "blueprint": "service" }',
    fix: '"event": { "type": "ENTITY_CREATED", "blueprintIdentifier": "service" }',
  },
  'schema/missing-field': {
    severity: 'error',
    title: 'A required field is missing',
    why: 'The definition cannot work without it.',
    example: '"event": { "type": "ENTITY_CREATED" }',
    fix: '"event": { "type": "ENTITY_CREATED", "blueprintIdentifier": "service" }',
  },
  'schema/wrong-type': {
    severity: 'error',
    title: 'A value of the wrong type',
    why: 'The API refuses it.',
    example: '"publish": "yes"',
    fix: '"publish": true',
  },
  'schema/unknown-value': {
    severity: 'error',
    title: 'A value that is not one of the known ones',
    why: 'The API refuses it, and nothing here could carry it out.',
    example: '"event": { "type": "ENTITY_CHANGED", "blueprintIdentifier": "service" }',
    fix: '"event": { "type": "ENTITY_UPDATED", "blueprintIdentifier": "service" }',
  },
  'schema/wrong-format': {
    severity: 'error',
    title: 'A value with the wrong form or length',
    why: 'Identifiers become parts of addresses; the API takes only letters, digits and @ _ . + : = - in them.',
    example: '"identifier": "restart service"',
    fix: '"identifier": "restart_service"',
  },
  'schema/read-only-field': {
    severity: 'error',
    title: 'A field that only the server writes',
    why: 'It comes from an export; the API refuses it in a definition.',
    example: '{ "identifier": "restart", "createdAt": "2025-01-01T00:00:00.000Z" }',
    fix: '{ "identifier": "restart" }',
  },
  'schema/two-targets': {
    severity: 'error',
    title: 'A trigger that names both a blueprint and an action',
    why: 'A trigger listens either to entities of a blueprint or to runs of an action; its type decides which.',
    example: '{ "type": "RUN_UPDATED", "blueprintIdentifier": "service", "actionIdentifier": "deploy" }',
    fix: '{ "type": "RUN_UPDATED", "actionIdentifier": "deploy" }',
  },
} as const satisfies Record<string, IssueCodeDoc>;

/** A code of an issue of a definition's shape. */
export type SchemaCode = keyof typeof schemaCodes;
