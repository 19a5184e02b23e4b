import { describe, expect, test } from 'vitest';
import { backends } from '../../../src/backends/index.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { checkShape } from '../../../src/core/validate/schema/check-shape.ts';
import { compileChecks } from '../../../src/core/validate/schema/compile-checks.ts';

const checks = compileChecks(backends);
const valid: JsonObject = {
  identifier: 'restart',
  trigger: { type: 'automation', event: { type: 'ENTITY_CREATED', blueprintIdentifier: 'alert' } },
  invocationMethod: { type: 'WEBHOOK', url: 'https://example.com' },
  publish: true,
};
const workflow = { org: 'acme', repo: 'shop', workflow: 'a.yml' };
const integration = { installationId: 'a', integrationActionType: 'dispatch_workflow' };
const method = (invocationMethod: JsonObject) => ({ ...valid, invocationMethod });
const event = (event: JsonObject) => ({ ...valid, trigger: { type: 'automation', event } });

function messages(value: JsonObject): string[] {
  return checkShape(value, checks).map(({ message }) => message);
}

describe('core/definition/filled-text', () => {
  test.each<[field: string, advice: string, JsonObject]>([
    ['identifier', 'name the automation', { ...valid, identifier: 0 }],
    ['blueprintIdentifier', 'name the blueprint', event({ type: 'ENTITY_CREATED', blueprintIdentifier: 0 })],
    [
      'propertyIdentifier',
      'name a timer property',
      event({ type: 'TIMER_PROPERTY_EXPIRED', blueprintIdentifier: 'a', propertyIdentifier: 0 }),
    ],
    ['actionIdentifier', 'name the self-service action', event({ type: 'RUN_CREATED', actionIdentifier: 0 })],
    ['org', 'name the organization', method({ type: 'GITHUB', ...workflow, org: 0 })],
    ['repo', 'name the repository', method({ type: 'GITHUB', ...workflow, repo: 0 })],
    ['workflow', 'name the file', method({ type: 'GITHUB', ...workflow, workflow: 0 })],
    ['projectName', 'write the path', method({ type: 'GITLAB', projectName: 0, groupName: 'acme' })],
    ['groupName', 'write the path', method({ type: 'GITLAB', projectName: 'shop', groupName: 0 })],
    ['webhook', 'name the incoming webhook', method({ type: 'AZURE_DEVOPS', webhook: 0, org: 'acme' })],
    ['org', 'name the organization', method({ type: 'AZURE_DEVOPS', webhook: 'a', org: 0 })],
    ['url', 'write the address', method({ type: 'WEBHOOK', url: 0 })],
    [
      'blueprintIdentifier',
      'name the blueprint',
      method({ type: 'UPSERT_ENTITY', blueprintIdentifier: 0, mapping: {} }),
    ],
    [
      'identifier',
      'write the identifier of the entity, or remove',
      method({ type: 'UPSERT_ENTITY', blueprintIdentifier: 'a', mapping: { identifier: 0 } }),
    ],
    [
      'installationId',
      'name the installation',
      method({
        type: 'INTEGRATION_ACTION',
        ...integration,
        installationId: 0,
        integrationActionExecutionProperties: workflow,
      }),
    ],
    [
      'workflow',
      'name the file',
      method({
        type: 'INTEGRATION_ACTION',
        ...integration,
        integrationActionExecutionProperties: { ...workflow, workflow: 0 },
      }),
    ],
  ])('a blank %s is one mistake: %s', (field, advice, value) => {
    for (const blank of ['', ' \n']) {
      const written = JSON.stringify(value, (_key, one) => (one === 0 ? blank : one));
      const expected = expect.stringMatching(`^\`(?:\\w+\\.)*${field}\` is empty; ${advice}`);
      expect(messages(JSON.parse(written))).toEqual([expected]);
    }
  });

  test('a text with a template is not blank', () => {
    expect(messages(method({ type: 'GITHUB', ...workflow, workflow: '{{ .event.diff.after.title }}' }))).toEqual([]);
  });
});
