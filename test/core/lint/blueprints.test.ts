import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import { automation, lintFile, lintLines } from './lint-file.ts';

const service = {
  identifier: 'service',
  schema: {
    properties: {
      status: { type: 'string' },
      ttl: { type: 'string', format: 'timer' },
      tier: { type: 'string' },
      'on-call': {},
      property: {},
    },
    required: [],
  },
  relations: { team: { target: 'team', many: false } },
  mirrorProperties: { team_name: { path: 'team.$title' } },
  calculationProperties: {
    label: { calculation: '.properties.team_name + "!"', type: 'string' },
    short: { calculation: '.properties.status[0:1]', type: 'string' },
  },
  aggregationProperties: { count: { target: 'pod' } },
};
const world = { blueprints: [service, 'nonsense', { identifier: 'broken' }] };
const upsert = (mapping: JsonObject, blueprint = 'service') => {
  return { type: 'UPSERT_ENTITY', blueprintIdentifier: blueprint, mapping: { identifier: 'x', ...mapping } };
};
const ofUser = { type: 'ENTITY_CREATED', blueprintIdentifier: '_user' };

describe('core/lint/blueprint-names', () => {
  test('reports nothing without blueprints', async () => {
    expect(await lintLines(automation({ expressions: ['.diff.after.properties.nope == 1'] }))).toEqual([]);
  });

  test('knows the blueprints that are filled from GitHub, unless the repository has its own', async () => {
    const event = { type: 'ENTITY_CREATED', blueprintIdentifier: 'githubPullRequest' };
    const asked = (property: string) =>
      automation({ event, expressions: [`.diff.after.properties.${property} == "open"`] });
    expect(await lintLines(asked('status'), world)).toEqual([]);
    expect(await lintLines(asked('statsu'), world)).toEqual(['unknown-name statsu → status']);
    const own = { identifier: 'githubPullRequest', schema: { properties: { mine: { type: 'string' } } } };
    expect(await lintLines(asked('mine'), { blueprints: [own] })).toEqual([]);
  });

  test.each([
    ['.diff.after.properties.stauts == "open"', ['unknown-name stauts → status']],
    ['.diff.before.properties["tiier"] == "x"', ['unknown-name tiier → tier']],
    ['.diff.after.relations.teams == "x"', ['unknown-name teams → team']],
    ['.diff.after.properties | .anything', ['unknown-path .anything']],
    ['.diff.after.properties.short == "x" and .diff.after.properties.count > 1', []],
    ['.diff.after.scorecards.x.level == "Gold"', []],
    ['.diff.after.properties.on_call', ['unknown-name .on_call → [\\"on-call\\"]']],
    ['.diff.after.properties["on_call"]?', ['unknown-name on_call → on-call']],
    ['.diff.after.properties.propertie == 1', ['unknown-name propertie → property']],
  ])('%s', async (expression, expected) => {
    expect(await lintLines(automation({ expressions: [expression] }), world)).toEqual(expected);
  });

  test('reports unknown blueprints, except built-in ones', async () => {
    const event = (name: string) => ({ type: 'ENTITY_CREATED', blueprintIdentifier: name });
    expect(await lintLines(automation({ event: event('servcie') }), world)).toEqual([
      'unknown-name "servcie" → "service"',
    ]);
    expect(await lintLines(automation({ event: ofUser }), world)).toEqual([]);
    expect(await lintLines(automation({ event: ofUser, method: upsert({}, 'sevrice') }), world)).toEqual([
      'unknown-name "sevrice" → "service"',
    ]);
  });

  test('reports writes to unknown and computed properties', async () => {
    const properties = { stat: 'x', label: 'y', '{{ .run.id }}': 'z', tier: 'gold' };
    const method = upsert({ properties, relations: { tem: 'x' } });
    const issues = await lintFile(automation({ event: ofUser, method }), world);
    expect(issues.map(({ message }) => message)).toEqual([
      'The blueprint `service` has no property `stat`; did you mean `status`?',
      'The property `label` of `service` is computed, so it cannot be written.',
      'The blueprint `service` has no relation `tem`; did you mean `team`?',
    ]);
  });

  test('checks templates too', async () => {
    const method = { type: 'WEBHOOK', url: 'https://x.example/{{ .event.diff.after.properties.teir }}' };
    expect(await lintLines(automation({ method }), world)).toEqual([
      'unescaped-url .event.diff.after.properties.teir → .event.diff.after.properties.teir | @uri',
      'unknown-name teir → tier',
    ]);
  });
});

describe('core/lint/timer-property', () => {
  const event = (property: string) => {
    return { type: 'TIMER_PROPERTY_EXPIRED', blueprintIdentifier: 'service', propertyIdentifier: property };
  };

  test('accepts only timer properties', async () => {
    expect(await lintLines(automation({ event: event('ttl') }), world)).toEqual([]);
    expect(await lintFile(automation({ event: event('status') }), world)).toMatchObject([
      {
        code: 'lint/timer-property',
        message: '`status` is not a timer of the blueprint `service`: its timers are `ttl`.',
      },
    ]);
    expect(await lintLines(automation({ event: event('tttl') }), world)).toEqual(['timer-property "tttl" → "ttl"']);
  });
});

describe('core/lint/silent-property', () => {
  test('reports mirror properties and calculations from them', async () => {
    const properties = ['team_name', 'label', 'short'];
    const expressions = properties.map((name) => `.diff.after.properties.${name} == "x"`);
    expect(await lintLines(automation({ expressions }), world)).toEqual([
      'silent-property .diff.after.properties.team_name',
      'silent-property .diff.after.properties.label',
    ]);
    const event = { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' };
    expect(await lintLines(automation({ event, expressions }), world)).toEqual([]);
  });
});
