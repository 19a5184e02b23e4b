import type { IssueCodeDoc } from './issue-code-doc.ts';

/** Issues with the structure of a definition: what Port's API would reject. */
export const schemaCodes = {
  'schema/unknown-field': {
    severity: 'error',
    title: 'An unknown field',
    why: 'The API rejects definitions with unknown fields, and a misspelled field would silently do nothing.',
    example: '"event": { "type": "ENTITY_CREATED", "blueprint": "service" }',
    fix: '"event": { "type": "ENTITY_CREATED", "blueprintIdentifier": "service" }',
  },
  'schema/missing-field': {
    severity: 'error',
    title: 'A missing required field',
    why: 'The definition cannot work without it.',
    example: '"event": { "type": "ENTITY_CREATED" }',
    fix: '"event": { "type": "ENTITY_CREATED", "blueprintIdentifier": "service" }',
  },
  'schema/wrong-type': {
    severity: 'error',
    title: 'A value of the wrong type',
    why: 'The API rejects it.',
    example: '"publish": "yes"',
    fix: '"publish": true',
  },
  'schema/unknown-value': {
    severity: 'error',
    title: 'An unknown value',
    why: 'The API rejects it, and no code here could act on it.',
    example: '"event": { "type": "ENTITY_CHANGED", "blueprintIdentifier": "service" }',
    fix: '"event": { "type": "ENTITY_UPDATED", "blueprintIdentifier": "service" }',
  },
  'schema/wrong-format': {
    severity: 'error',
    title: 'A value with the wrong format or length',
    why: 'Identifiers become part of URLs; the API allows only letters, digits and @ _ . + : = - in them.',
    example: '"identifier": "restart service"',
    fix: '"identifier": "restart_service"',
  },
  'schema/read-only-field': {
    severity: 'error',
    title: 'A read-only field',
    why: 'Only the server sets it. It comes from an export, and the API rejects it in a definition.',
    example: '{ "identifier": "restart", "createdAt": "2025-01-01T00:00:00.000Z" }',
    fix: '{ "identifier": "restart" }',
  },
  'schema/two-targets': {
    severity: 'error',
    title: 'A trigger that names both a blueprint and an action',
    why: 'A trigger listens either to the entities of a blueprint or to the runs of an action; its type decides which.',
    example: '{ "type": "RUN_UPDATED", "blueprintIdentifier": "service", "actionIdentifier": "deploy" }',
    fix: '{ "type": "RUN_UPDATED", "actionIdentifier": "deploy" }',
  },
} as const satisfies Record<string, IssueCodeDoc>;

/** The code of an issue with the structure of a definition. */
export type SchemaCode = keyof typeof schemaCodes;
