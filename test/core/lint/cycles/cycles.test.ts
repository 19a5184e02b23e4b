import { describe, expect, test } from 'vitest';
import { backends } from '../../../../src/backends/index.ts';
import type { Automation } from '../../../../src/core/automation.ts';
import { readBlueprint } from '../../../../src/core/catalog/blueprint.ts';
import { findBackend } from '../../../../src/core/definition/backend-spec.ts';
import type { Json, JsonObject } from '../../../../src/core/json.ts';
import { components } from '../../../../src/core/lint/cycles/components.ts';
import { findCycles } from '../../../../src/core/lint/cycles/cycles.ts';
import { automation, lintFile } from '../lint-file.ts';

const updated = { type: 'ENTITY_UPDATED', blueprintIdentifier: 'service' };
const own = '{{ .event.context.entityIdentifier }}';

const upsert = (properties: Json, more: JsonObject = {}): JsonObject => ({
  type: 'UPSERT_ENTITY',
  blueprintIdentifier: 'service',
  mapping: { identifier: own, properties, ...more },
});

/** The cycles among automations, each as the names of its steps. */
function cycles(values: JsonObject[], blueprint?: Json): string[] {
  const actors = values.map((value) => {
    const one = value as unknown as Automation;
    return {
      automation: one,
      references: findBackend(backends, one.invocationMethod.type)?.references?.(one.invocationMethod) ?? [],
    };
  });
  const read = blueprint === undefined ? null : readBlueprint(blueprint);
  return findCycles(actors, read && new Map([[read.identifier, read]])).map(({ steps }) => {
    return steps.map((step) => step.automation).join(' ');
  });
}

describe('core/lint/cycles/cycles', () => {
  test('finds an automation that writes what it listens to', () => {
    expect(cycles([automation({ method: upsert({ at: '{{ now }}' }) })])).toEqual(['a']);
    expect(cycles([automation({ method: upsert({ at: '{{ now }}' }), publish: false })])).toEqual([]);
  });

  test('finds longer cycles over entities, runs and the API, and reports the shortest once', () => {
    const run = (action: string) => ({ type: 'RUN_UPDATED', actionIdentifier: action });
    const call = (path: string, method: string) => ({
      type: 'WEBHOOK',
      url: `https://api.getport.io/v1/${path}`,
      method,
    });
    const chain = [
      automation({ identifier: 'a', method: call('actions/deploy/runs', 'POST') }),
      automation({ identifier: 'b', event: run('deploy') }),
      automation({ identifier: 'c', event: run('b'), method: call(`blueprints/service/entities/${own}`, 'PATCH') }),
      automation({ identifier: 'd', event: run('c') }),
    ];
    expect(cycles(chain)).toEqual(['a b c']);
    expect(cycles([...chain.slice(0, 2), chain[3] ?? {}])).toEqual([]);
    expect(cycles([automation({ identifier: 'x', event: run('x') })])).toEqual(['x']);
    const deleted = { type: 'ENTITY_DELETED', blueprintIdentifier: 'service' };
    expect(
      cycles([automation({ event: deleted, method: call('blueprints/service/entities/{{ .a / .b }}', 'DELETE') })]),
    ).toEqual(['a']);
    expect(cycles([automation({ event: deleted, method: upsert({ x: '{{ now }}' }) })])).toEqual([]);
  });

  test('knows that an existing entity is not created', () => {
    const created = { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' };
    expect(cycles([automation({ event: created, method: upsert({ x: '{{ now }}' }) })])).toEqual([]);
    expect(cycles([automation({ event: created, method: upsert({}, { identifier: '{{ now }}' }) })])).toEqual(['a']);
  });

  describe('an entity whose identifier comes through the run of another automation', () => {
    const opened = { type: 'ENTITY_CREATED', blueprintIdentifier: 'pull_request' };
    const workflow = (entity: string): JsonObject => ({
      type: 'GITHUB',
      org: 'acme',
      repo: 'platform',
      workflow: 'check.yml',
      workflowInputs: { entity, port_context: { entity: own } },
    });
    const checks = (entity = own, event: JsonObject = opened) =>
      automation({ identifier: 'checks', event, method: workflow(entity) });
    const report = (identifier: string, action = 'checks', name = 'reports', blueprint = 'pull_request') =>
      automation({
        identifier: name,
        event: { type: 'RUN_UPDATED', actionIdentifier: action },
        method: {
          type: 'UPSERT_ENTITY',
          blueprintIdentifier: blueprint,
          mapping: { identifier, properties: { at: '{{ now }}' } },
        },
      });
    const payload = '.event.diff.after.payload.workflowInputs';

    test.each([
      `{{ ${payload}.entity }}`,
      `{{ ${payload}["entity"] }}`,
      `{{ ${payload}.port_context.entity }}`,
      '{{ .event.diff.before.payload.workflowInputs.entity }}',
      '{{ .event.diff.after.entity.identifier }}',
    ])('exists: %s', (identifier) => {
      expect(cycles([checks(), report(identifier)])).toEqual([]);
    });

    test('exists two runs further on', () => {
      const between = automation({
        identifier: 'between',
        event: { type: 'RUN_UPDATED', actionIdentifier: 'checks' },
        method: workflow(`{{ ${payload}.entity }}`),
      });
      expect(cycles([checks(), between, report(`{{ ${payload}.entity }}`, 'between')])).toEqual([]);
      expect(cycles([checks(), between, report('{{ .event.diff.after.entity.identifier }}', 'between')])).toEqual([]);
    });

    test.each([
      [[checks('{{ now }}'), report(`{{ ${payload}.entity }}`)]],
      [[checks(), report(`{{ ${payload}.entity + "-x" }}`)]],
      [[checks(), report('{{ .event.diff.after.response.entity }}')]],
      [[checks(own, { ...opened, type: 'ANY_ENTITY_CHANGE' }), report(`{{ ${payload}.entity }}`)]],
    ])('may be a different one, case %#', (values) => {
      expect(cycles(values)).toEqual(['checks reports']);
    });

    test('is a different one in another blueprint', () => {
      const made = automation({
        identifier: 'other',
        event: { ...opened, blueprintIdentifier: 'x' },
        method: workflow(own),
      });
      expect(cycles([made, report(`{{ ${payload}.entity }}`, 'other', 'r', 'x')])).toEqual([]);
      expect(
        cycles([
          checks(),
          made,
          report(`{{ ${payload}.entity }}`, 'checks', 'r', 'x'),
          report('{{ now }}', 'other', 's'),
        ]),
      ).toEqual(['checks r other s']);
    });
  });

  test('knows that writing the same literal values again changes nothing', () => {
    expect(cycles([automation({ method: upsert({ verified: false }) })])).toEqual([]);
    expect(cycles([automation({ method: upsert({ verified: false }, { identifier: 'other' }) })])).toEqual(['a']);
  });

  test('knows that a deleted entity cannot be deleted again', () => {
    const event = { type: 'ANY_ENTITY_CHANGE', blueprintIdentifier: 'service' };
    const remove = (identifier: string): JsonObject => {
      const url = `https://api.getport.io/v1/blueprints/service/entities/${identifier}?delete_dependents=true`;
      return { type: 'WEBHOOK', url, synchronized: true, method: 'DELETE' };
    };
    expect(cycles([automation({ event, method: remove(own) })])).toEqual([]);
    expect(cycles([automation({ event, method: remove('{{ .event.diff.after.relations.parent }}') })])).toEqual(['a']);
  });

  test.each<[string[], string, JsonObject, boolean]>([
    [['.diff.after.properties.status == "open"'], 'and', { status: 'closed', at: '{{ now }}' }, false],
    [['.diff.after.properties.status != "closed"'], 'and', { status: 'closed', at: '{{ now }}' }, false],
    [['.diff.after.properties.status == "open"'], 'and', { at: '{{ now }}' }, true],
    [
      ['.diff.before.properties.status != "open"', '.diff.after.properties.status == "open"'],
      'and',
      { at: '{{ now }}' },
      false,
    ],
    [
      ['.diff.before.properties.status != "open"', '.diff.after.properties.status == "open"'],
      'or',
      { at: '{{ now }}' },
      true,
    ],
    [['.diff.before.properties.status != .diff.after.properties.status'], 'and', { at: '{{ now }}' }, false],
    [['.diff.before.properties.status != .diff.after.properties.status'], 'and', { '{{ .x }}': '{{ now }}' }, true],
    [['.diff.before.properties.status != .diff.after.properties.status'], 'and', { status: '{{ now }}' }, true],
    [['.diff.before.updatedAt != .diff.after.updatedAt'], 'and', { at: '{{ now }}' }, true],
  ])('evaluates conditions %j joined by %s against %j', (expressions, combinator, properties, loops) => {
    expect(cycles([automation({ expressions, combinator, method: upsert(properties) })])).toEqual(loops ? ['a'] : []);
  });

  test('allows for computed properties that change by themselves', () => {
    const expressions = ['.diff.before.properties.sum != .diff.after.properties.sum'];
    const value = automation({ expressions, method: upsert({ at: '{{ now }}' }) });
    const blueprint = {
      identifier: 'service',
      schema: { properties: { at: {} } },
      calculationProperties: { sum: { calculation: '.x' } },
    };
    expect(cycles([value])).toEqual([]);
    expect(cycles([value], blueprint)).toEqual(['a']);
  });

  test('handles ten thousand automations on one blueprint', () => {
    const many = Array.from({ length: 10_000 }, (_, index) =>
      automation({ identifier: `a${index}`, event: updated, method: upsert({ x: '{{ now }}' }, { identifier: 'z' }) }),
    );
    expect(cycles(many)).toHaveLength(1);
  });
});

describe('core/lint/cycles/components', () => {
  test('handles a long chain and a long ring without overflowing the stack', () => {
    const size = 50_000;
    expect(components(size, (node) => (node + 1 < size ? [node + 1] : []))).toEqual([]);
    expect(components(size, (node) => [(node + 1) % size])[0]).toHaveLength(size);
  });
});

describe('core/lint/cycle', () => {
  test('describes the cycle and the other places', async () => {
    const [issue, ...rest] = await lintFile([
      automation({
        identifier: 'a',
        event: updated,
        method: { ...upsert({ x: '{{ now }}' }), blueprintIdentifier: 'pod' },
      }),
      automation({
        identifier: 'b',
        event: { ...updated, blueprintIdentifier: 'pod' },
        method: upsert({ x: '{{ now }}' }),
      }),
    ]);
    expect(rest).toEqual([]);
    expect(issue).toMatchObject({
      code: 'lint/cycle',
      severity: 'warning',
      automation: 'a',
      marked: '"event"',
      message:
        'This triggers itself in 2 steps: `a` changes an entity of `pod`, which triggers `b`; `b` changes an entity of `service`, which triggers `a`. Add a condition that its own change does not satisfy.',
      related: [{ file: 'a.json', message: '`b` changes an entity of `service`.' }],
    });
  });
});
