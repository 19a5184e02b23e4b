import { describe, expect, test } from 'vitest';
import { readEvent } from '../../../src/core/event/read-event.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { appendTest } from '../../../src/core/test-file/append-test.ts';
import { recordedTest } from '../../../src/core/test-file/recorded-test.ts';
import { defaultRedacted } from '../../../src/core/test-file/redact-event.ts';
import { testDefaults } from '../../../src/core/test-file/short-event.ts';
import { jqForTests } from '../../jq/jq.ts';
import { conditions, tested } from './tested.ts';

const jq = jqForTests();

function eventOf(value: JsonObject) {
  const read = readEvent(value, testDefaults);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.event;
}

const changed = (properties: JsonObject) =>
  eventOf({
    id: 'event_1',
    action: 'UPDATE',
    resourceType: 'entity',
    trigger: { by: { userId: 'ann@corp.test' }, origin: 'UI', at: '2026-02-03T00:00:00.000Z' },
    context: { blueprintIdentifier: 'service', entityIdentifier: 'shop' },
    diff: {
      before: { properties: {}, relations: {} },
      after: { properties, relations: {}, updatedBy: 'ann@corp.test' },
    },
  });

async function definitionOf(expressions: readonly string[], method?: string) {
  const text = conditions(expressions);
  const { definitions } = await tested(
    method === undefined ? text : text.replace(/invocationMethod: .*/, `invocationMethod: ${method}`),
    'tests: []',
  );
  const [definition] = definitions;
  if (!definition) throw new Error('The definition has errors.');
  return definition.automation;
}

describe('core/test-file/recorded-test', () => {
  test('writes the short form without private values, which passes as it is', async () => {
    const method =
      '{ type: WEBHOOK, url: "https://example.com/{{ .event.context.entityIdentifier }}", body: { n: "{{ .event.diff.after.properties.n }}", to: "{{ .event.diff.after.properties.email }}", run: "{{ .run.id }}" } }';
    const expressions = ['.diff.after.properties.n == 1'];
    const automation = await definitionOf(expressions, method);
    const sent = {
      type: 'WEBHOOK',
      url: 'https://example.com/shop',
      body: { n: 1, to: 'ann@corp.test', run: 'r_abc' },
    };
    const event = changed({ n: 1, email: 'ann@corp.test' });
    const { test: made, notes } = await recordedTest(
      automation,
      event,
      { expect: 'match', request: sent },
      defaultRedacted,
      jq,
    );
    expect(notes).toEqual([]);
    expect(made).toEqual({
      name: 'handles event_1',
      event: {
        type: 'ENTITY_UPDATED',
        blueprint: 'service',
        entity: 'shop',
        before: {},
        after: { properties: { n: 1, email: 'someone@example.com' } },
      },
      expect: 'match',
      request: { url: 'https://example.com/shop', body: { n: 1, to: 'someone@example.com' } },
    });
    const file = appendTest(null, 'a', made)?.text ?? '';
    const text = conditions(expressions).replace(/invocationMethod: .*/, `invocationMethod: ${method}`);
    const { ran } = await tested(text, file);
    expect(ran.results.map(({ outcome }) => outcome)).toEqual(['passed']);
  });

  test('says when the definition answers differently, and when a redacted value decides', async () => {
    const automation = await definitionOf(['.diff.after.properties.email == "ann@corp.test"']);
    const event = changed({ email: 'ann@corp.test' });
    const { notes } = await recordedTest(automation, event, { expect: 'no-match', request: null }, defaultRedacted, jq);
    expect(notes).toEqual([
      expect.stringMatching(/^The condition depends on a redacted value: .*diff\.after\.properties\.email/),
      'It expects what happened, no match; the definition here matches. If the definition is right, expect match instead.',
    ]);
  });

  test('shortens events of timers and runs', async () => {
    const automation = await definitionOf(['true']);
    const shortOf = async (value: JsonObject) => {
      const { test: made } = await recordedTest(
        automation,
        eventOf(value),
        { expect: 'no-match', request: null },
        [],
        jq,
      );
      return made.event;
    };
    const context = { blueprintIdentifier: 'lab', entityIdentifier: 'x', propertyIdentifier: 'ttl' };
    const after = { identifier: 'x', title: 'X', properties: { ttl: '2026-01-01T00:00:00.000Z' }, relations: {} };
    const timer = { action: 'TIMER_EXPIRED', resourceType: 'entity', context, diff: { before: null, after } };
    expect(await shortOf(timer)).toEqual({
      type: 'TIMER_PROPERTY_EXPIRED',
      blueprint: 'lab',
      entity: 'x',
      property: 'ttl',
      after: { title: 'X', properties: { ttl: '2026-01-01T00:00:00.000Z' } },
    });
    const states = { before: { id: 'r_1', status: 'IN_PROGRESS' }, after: { id: 'r_1', status: 'FAILURE' } };
    const run = { action: 'UPDATE', resourceType: 'run', context: { action: { identifier: 'deploy' } }, diff: states };
    expect(await shortOf(run)).toEqual({
      type: 'RUN_UPDATED',
      action: 'deploy',
      before: {},
      after: { status: 'FAILURE' },
    });
  });
});

describe('core/test-file/append-test', () => {
  const made = { name: 'new', event: { type: 'X' }, expect: 'match' };

  test('adds a test and leaves the other lines as they are', () => {
    const text = '# a comment\nautomation: a\ntests:\n  - name: old # kept\n    event: { type: Y }\nsecrets: {}\n';
    expect(appendTest(text, 'a', made)).toEqual({
      text: '# a comment\nautomation: a\ntests:\n  - name: old # kept\n    event: { type: Y }\n\n  - name: new\n    event:\n      type: X\n    expect: match\n\nsecrets: {}\n',
      replaced: false,
    });
    expect(appendTest(text, 'b', made)?.text).toContain('  - name: new\n    automation: b\n');
  });

  test('replaces a test with the same name, and refuses what is no list of tests', () => {
    const once = appendTest(null, 'a', made)?.text ?? '';
    expect(appendTest(once, 'a', made)).toEqual({ text: once, replaced: true });
    for (const text of ['- 1\n', 'automation: [\n', 'tests: 3\n', 'a: 1\n---\nb: 2\n']) {
      expect(appendTest(text, 'a', made), text).toBe(null);
    }
  });
});
