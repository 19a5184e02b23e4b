import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Automation } from '../../../src/core/automation.ts';
import type { Json } from '../../../src/core/json.ts';
import { canonicalForm, withDefaults } from '../../../src/core/plan/canonical-form.ts';
import { fieldChanges } from '../../../src/core/plan/field-changes.ts';
import { anyDefinition, definition, reordered } from '../definitions.ts';

const trigger = (expressions: string[], more = {}): Automation['trigger'] => ({
  type: 'automation',
  event: { type: 'ENTITY_UPDATED', blueprintIdentifier: 'service' },
  condition: { type: 'JQ', expressions, ...more },
});
const webhook = (body: Json): Automation['invocationMethod'] => ({ type: 'WEBHOOK', url: 'https://example.com', body });

describe('core/plan/field-changes', () => {
  test('points to a changed expression', () => {
    const before = definition('a', { trigger: trigger(['.a', '.b', '.c']) });
    const after = definition('a', { trigger: trigger(['.a', '.x', '.c']) });
    expect(fieldChanges(before, after)).toEqual([
      { path: '/trigger/condition/expressions/1', before: '.b', after: '.x' },
    ]);
  });

  test('reports an inserted expression as one addition, and a removed one as one removal', () => {
    const short = definition('a', { trigger: trigger(['.b', '.c']) });
    const long = definition('a', { trigger: trigger(['.a', '.b', '.c']) });
    expect(fieldChanges(short, long)).toEqual([{ path: '/trigger/condition/expressions/0', after: '.a' }]);
    expect(fieldChanges(long, short)).toEqual([{ path: '/trigger/condition/expressions/0', before: '.a' }]);
  });

  test('reports added and removed members with escaped names', () => {
    const before = definition('a', { invocationMethod: webhook({ 'a/b': 1, same: { deep: [1] } }) });
    const after = definition('a', { invocationMethod: webhook({ 'a~b': 2, same: { deep: [1] } }) });
    expect(fieldChanges(before, after)).toEqual([
      { path: '/invocationMethod/body/a~0b', after: 2 },
      { path: '/invocationMethod/body/a~1b', before: 1 },
    ]);
  });

  test.each<[string, Partial<Automation>, Partial<Automation>]>([
    ['the layout of a condition', { trigger: trigger(['.a==1']) }, { trigger: trigger([' .a == 1 # one\n']) }],
    [
      'the layout of a template',
      { invocationMethod: webhook('{{.a|.b}}') },
      { invocationMethod: webhook(' {{ .a | .b }} ') },
    ],
    [
      'the layout of a template in a key',
      { invocationMethod: webhook({ '{{.a}}': 1 }) },
      { invocationMethod: webhook({ '{{ .a }}': 1 }) },
    ],
    [
      'a combinator that is the default',
      { trigger: trigger(['.a']) },
      { trigger: trigger(['.a'], { combinator: 'and' }) },
    ],
  ])('ignores %s', (_, before, after) => {
    expect(fieldChanges(definition('a', before), definition('a', after))).toEqual([]);
  });

  test('treats an omitted publish as true', () => {
    const { publish: _, ...omitted } = definition('a');
    expect(fieldChanges(omitted, definition('a'))).toEqual([]);
    expect(fieldChanges(omitted, definition('a', { publish: false }))).toEqual([
      { path: '/publish', before: true, after: false },
    ]);
  });

  test.each<[string, Json, Json]>([
    ['white space in a text', 'a  b', 'a b'],
    ['white space beside a template in a text', 'x {{ .a }}', 'x  {{ .a }}'],
    ['white space in a string of a template', '{{ "a  b" }}', '{{ "a b" }}'],
    ['the order of rendered keys, of which the last wins', { '{{ .a }}': 1, b: 2 }, { b: 2, '{{ .a }}': 1 }],
    ['jq-like text outside of templates', '.a==1', '.a == 1'],
    ['null in the place of nothing', { a: null }, {}],
    ['a number that is a text', 1, '1'],
  ])('reports %s', (_, before, after) => {
    const changed = fieldChanges(
      definition('a', { invocationMethod: webhook(before) }),
      definition('a', { invocationMethod: webhook(after) }),
    );
    expect(changed).toHaveLength(1);
  });

  const any = anyDefinition(fc.constant('a'));

  test('reports a change exactly where the canonical forms differ', () => {
    fc.assert(
      fc.property(any, any, (before, after) => {
        expect(fieldChanges(before, after).length === 0).toBe(canonicalForm(before) === canonicalForm(after));
      }),
    );
  });

  test('ignores the order of keys', () => {
    fc.assert(
      fc.property(any, (automation) => {
        const other = reordered(automation as unknown as Json) as unknown as Automation;
        expect(canonicalForm(other)).toBe(canonicalForm(automation));
        expect(fieldChanges(automation, other)).toEqual([]);
      }),
    );
  });

  test('returns pointers to the values it reports', () => {
    fc.assert(
      fc.property(any, any, (before, after) => {
        for (const change of fieldChanges(before, after)) {
          const from = 'after' in change ? after : before;
          const expected = 'after' in change ? change.after : change.before;
          expect(at(withDefaults(from), change.path)).toEqual(expected);
        }
      }),
    );
  });
});

function at(value: Json, pointer: string): Json | undefined {
  let current: Json | undefined = value;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<string, Json>)[key];
  }
  return current;
}
