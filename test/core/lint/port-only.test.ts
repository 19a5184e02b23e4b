import { describe, expect, test } from 'vitest';
import { missingRoute } from '../../../src/core/definition/built-in-api.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { automation, lintFile } from './lint-file.ts';

const api = 'https://api.getport.io/v1';
const call = (path: string, more: JsonObject = {}) =>
  automation({ method: { type: 'WEBHOOK', url: `${api}/${path}`, synchronized: true, ...more } });
const found = async (value: JsonObject, port?: boolean) =>
  (await lintFile(value, port === undefined ? {} : { port })).filter(({ code }) => code === 'lint/port-only');

describe('core/lint/port-only', () => {
  test.each<[string, string | undefined, string]>([
    ['agent/triage/invoke', undefined, 'POST /v1/agent/triage/invoke'],
    ['ai/invoke', 'POST', 'POST /v1/ai/invoke'],
    ['actions/restart/runs', 'post', 'POST /v1/actions/restart/runs'],
    ['actions/{{ .event.context.entityIdentifier }}/runs', undefined, 'POST /v1/actions/…/runs'],
    ['actions/runs/{{ .run.id }}/approval', 'PATCH', 'PATCH /v1/actions/runs/…/approval'],
    ['organization/secrets/NAME', 'PATCH', 'PATCH /v1/organization/secrets/NAME'],
    ['blueprints/service/scorecards?x=1', 'GET', 'GET /v1/blueprints/service/scorecards'],
    ['entities/search', 'GET', 'GET /v1/entities/search'],
  ])('reports %s, which the built-in catalog does not support', async (path, method, route) => {
    expect(missingRoute(`${api}/${path}`, method)).toBe(route);
  });

  test.each<[string, string | undefined]>([
    ['blueprints/service/entities?upsert=true', undefined],
    ['blueprints/{{ .event.context.blueprintIdentifier }}/entities/{{ .event.context.entityIdentifier }}', 'PATCH'],
    ['blueprints/service/entities/a', 'DELETE'],
    ['actions/runs/{{ .event.diff.after.id }}', 'PATCH'],
    ['actions/runs/{{ .event.diff.after.id }}/logs', 'POST'],
    ['entities/search', 'POST'],
    ['{{ .event.diff.after.properties.path }}', 'POST'],
    ['agent/triage/invoke', '{{ .event.diff.after.properties.method }}'],
  ])('accepts %s, which it may support', (path, method) => {
    expect(missingRoute(`${api}/${path}`, method)).toBeNull();
  });

  test('ignores other hosts', () => {
    expect(missingRoute('https://example.com/v1/agent/a/invoke', 'POST')).toBeNull();
    expect(missingRoute(undefined, undefined)).toBeNull();
  });

  test('reports unsupported routes if no real Port is configured, with advice', async () => {
    const value = call('agent/triage/invoke');
    expect(await found(value, false)).toMatchObject([
      {
        severity: 'warning',
        message: expect.stringMatching(/does not support POST \/v1\/agent\/triage\/invoke\. .* set PORT_API_URL,/),
      },
    ]);
    expect(await found(value, true)).toEqual([]);
    expect(await found(value)).toEqual([]);
    expect(await found(call('entities/search'), false)).toEqual([]);
  });

  test('reports a read of the user behind a change', async () => {
    const value = automation({
      method: { type: 'WEBHOOK', url: 'https://example.com', body: { by: '{{ .trigger.by.user.email }}' } },
    });
    expect(await found(value, false)).toMatchObject([{ marked: '.trigger.by.user' }]);
    expect(await found(value, true)).toEqual([]);
  });
});
