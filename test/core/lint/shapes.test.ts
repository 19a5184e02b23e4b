import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import { lintLines } from './lint-file.ts';

/** Definitions as people really write them, and the expected lint issues. */
const api = 'https://api.getport.io/v1';

const entity = (type: string, blueprintIdentifier: string, more: JsonObject = {}) => ({
  type,
  blueprintIdentifier,
  ...more,
});
const run = (type: string, actionIdentifier: string) => ({ type, actionIdentifier });

function define(event: JsonObject, expressions: string[] | null, invocationMethod: JsonObject): JsonObject {
  const condition: JsonObject = { type: 'JQ', expressions: expressions ?? [], combinator: 'and' };
  return {
    identifier: 'shape',
    title: 'A shape',
    icon: 'Service',
    trigger: { type: 'automation', event, ...(expressions && { condition }) },
    invocationMethod,
    publish: true,
  };
}

const shapes: [string, JsonObject, string[]][] = [
  [
    'a message when something turns unhealthy, built by one conditional template',
    define(
      entity('ENTITY_UPDATED', 'workload'),
      ['.diff.before.properties.healthy == "Healthy"', '.diff.after.properties.healthy == "Degraded"'],
      {
        type: 'WEBHOOK',
        url: '{{ .secrets.CHAT_URL }}',
        synchronized: true,
        body: {
          text: '{{ if .event.diff.after.title == null then "?" else "*" + .event.diff.after.title + "* is down" end }}',
        },
      },
    ),
    [],
  ],
  [
    'a workflow when the time of an environment is over',
    define(entity('TIMER_PROPERTY_EXPIRED', 'environment', { propertyIdentifier: 'ttl' }), null, {
      type: 'GITHUB',
      org: 'acme',
      repo: 'platform',
      workflow: 'clean-up.yml',
      workflowInputs: {
        port_context: { entity: '{{ .event.diff.after }}', runId: '{{ .run.id }}', all: '{{ . }}' },
        name: '{{ .event.diff.after.identifier }}',
      },
      reportWorkflowStatus: true,
    }),
    [],
  ],
  [
    'the result of a run written to its entity',
    define(run('RUN_UPDATED', 'read_files'), ['.diff.after.status == "SUCCESS"'], {
      type: 'UPSERT_ENTITY',
      blueprintIdentifier: 'pull_request',
      mapping: {
        identifier: '{{ .event.diff.before.payload.headers.Identifier | tostring }}',
        relations: { service: '{{ .event.diff.before.response | map(.filename | split("/")[:-1] | join("/")) }}' },
      },
    }),
    [],
  ],
  [
    'an entity deleted through the API when it lost its relation',
    define(
      entity('ANY_ENTITY_CHANGE', 'environment'),
      ['.diff.after.relations.owner == null', '.diff.before.relations.owner != null'],
      {
        type: 'WEBHOOK',
        url: `${api}/blueprints/environment/entities/{{ .event.context.entityIdentifier}}`,
        synchronized: true,
        method: 'DELETE',
        headers: { RUN_ID: '{{ .run.id }}' },
      },
    ),
    ['unescaped-url .event.context.entityIdentifier → .event.context.entityIdentifier | @uri'],
  ],
  [
    'a run approved by what an entity says, with a key that may vanish',
    define(entity('ENTITY_UPDATED', 'request'), ['.diff.after.properties.status  != "Open"'], {
      type: 'WEBHOOK',
      url: `${api}/actions/runs/{{ .event.diff.after.properties.runId }}/approval`,
      synchronized: true,
      method: 'PATCH',
      body: {
        status:
          '{{ .event.diff.after.properties | if .status == "Done" then "APPROVE" elif .status == "No" then "DECLINE" else "DECLINE" end }}',
        '{{if (.event.diff.after.properties.note != null) then "description" else null end}}':
          '{{ .event.diff.after.properties.note }}',
      },
    }),
    ['unescaped-url .event.diff.after.properties.runId → .event.diff.after.properties.runId | @uri'],
  ],
  [
    'presence tested by bare paths, and arithmetic',
    define(
      entity('ENTITY_UPDATED', 'service'),
      ['.diff.after.properties.mtbf', '(.diff.after.properties.mtbf / .diff.after.properties.target * 100) < 80'],
      {
        type: 'WEBHOOK',
        url: 'https://events.example.com/v2/enqueue',
        body: { routing_key: '{{.secrets.ROUTING-KEY}}' },
      },
    ),
    [],
  ],
  [
    'an exported one with no expressions and a URL that is one template',
    define(entity('ENTITY_CREATED', 'pull_request'), [], {
      type: 'WEBHOOK',
      url: '{{ .event.diff.after.properties.link | sub("github.com"; "api.github.com/repos") + "/commits" }}',
      method: 'GET',
      body: {},
      headers: { Authorization: 'Bearer {{ .secrets.GITHUB_TOKEN }}' },
    }),
    [],
  ],
  [
    'a date computed from now, written to the entity that was just created',
    define(entity('ENTITY_CREATED', 'action_item'), ['.diff.after.properties.due == null'], {
      type: 'UPSERT_ENTITY',
      blueprintIdentifier: 'action_item',
      mapping: {
        identifier: '{{ .event.diff.after.identifier }}',
        properties: {
          due: '{{ now + 86400 * (if .event.diff.after.properties.level == "high" then 1 else 7 end) | todate }}',
        },
      },
    }),
    [],
  ],
  [
    'a property that follows another one, guarded by its change',
    define(entity('ENTITY_UPDATED', 'service'), ['.diff.before.properties.tier != .diff.after.properties.tier'], {
      type: 'UPSERT_ENTITY',
      blueprintIdentifier: 'service',
      mapping: { identifier: '{{ .event.diff.after.identifier }}', properties: { changed_at: '{{ now | todate }}' } },
    }),
    [],
  ],
  [
    'the same without the guard',
    define(entity('ENTITY_UPDATED', 'service'), ['.diff.after.properties.tier == "gold"'], {
      type: 'UPSERT_ENTITY',
      blueprintIdentifier: 'service',
      mapping: { identifier: '{{ .event.diff.after.identifier }}', properties: { changed_at: '{{ now | todate }}' } },
    }),
    ['cycle "event"'],
  ],
  [
    'a status sent to a chat with the roots mixed up',
    define(entity('ENTITY_UPDATED', 'service'), ['.event.diff.after.scorecardsStats < .diff.before.scorecardsStats'], {
      type: 'WEBHOOK',
      url: '<YOUR_WEBHOOK>',
      body: { text: 'was {{ .diff.before.scorecardsStats }}, is {{ .event.diff.after.scorecardsStats }}' },
    }),
    [
      'condition-root .event.diff.after.scorecardsStats → .diff.after.scorecardsStats',
      'placeholder <YOUR_WEBHOOK>',
      'template-root .diff.before.scorecardsStats → .event.diff.before.scorecardsStats',
    ],
  ],
  [
    'an invitation through the API without waiting for the response',
    define(entity('ENTITY_CREATED', '_user'), ['.diff.after.properties.status == "Invited"'], {
      type: 'WEBHOOK',
      url: `${api}/actions/onboard/runs`,
      agent: false,
      synchronized: false,
      method: 'POST',
      body: { properties: { user: '{{ .event.diff.after.identifier }}', by: '{{ .trigger.by.user.email }}' } },
    }),
    ['unsynchronized-api-call false'],
  ],
];

describe('core/lint/shapes', () => {
  test.each(shapes)('%s', async (_, definition, expected) => {
    expect(await lintLines(definition as Json)).toEqual(expected);
  });
});
