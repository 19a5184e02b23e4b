import { describe, expect, test } from 'vitest';
import {
  draftOf,
  identifierOf,
  newDefinition,
  withField,
  withText,
  withTitle,
  withType,
  withValue,
  withYaml,
} from '../../../src/ui/core/draft.ts';

describe('ui/core/draft', () => {
  test('a field of the form changes only itself, and keeps what the form does not know', () => {
    const draft = draftOf({ identifier: 'a', custom: { deep: [1] }, trigger: { event: { type: 'X', extra: true } } });
    const changed = withField(draft, ['trigger', 'event', 'type'], 'ENTITY_CREATED');
    expect(changed.value).toEqual({
      identifier: 'a',
      custom: { deep: [1] },
      trigger: { event: { type: 'ENTITY_CREATED', extra: true } },
    });
    expect(Object.keys(changed.value)).toEqual(['identifier', 'custom', 'trigger']);
    expect(JSON.parse(changed.text)).toEqual(changed.value);
    expect(draft.value.trigger).toEqual({ event: { type: 'X', extra: true } });
  });

  test('an emptied field is removed', () => {
    expect(withField(draftOf({ a: 1, b: 2 }), ['b'], undefined).value).toEqual({ a: 1 });
  });

  test('half-typed JSON keeps the last definition and says what is wrong', () => {
    const half = withText(draftOf({ identifier: 'a' }), '{ "identifier": ');
    expect(half).toMatchObject({ text: '{ "identifier": ', value: { identifier: 'a' } });
    expect(half.problem).not.toBeNull();
    expect(withText(half, '{ "identifier": "b" }')).toMatchObject({ value: { identifier: 'b' }, problem: null });
    expect(withText(half, '[]').problem).toContain('object');
  });

  test('unfinished input is kept as text by every view, until another text replaces it', () => {
    const field = { title: 'Body', text: '{ "a": ', problem: 'This is not JSON yet' };
    const typed = withField(draftOf({ identifier: 'a', body: { old: true } }), ['body'], field.text, field);
    expect(typed).toMatchObject({ value: { body: '{ "a": ' }, unfinished: [field] });
    expect(JSON.parse(typed.text)).toEqual(typed.value);
    const elsewhere = withText(withField(typed, ['title'], 'A'), JSON.stringify({ ...typed.value, icon: 'x' }));
    expect(elsewhere.unfinished).toEqual([field]);
    expect(withValue(elsewhere, { body: { a: 1 } }).unfinished).toEqual([]);
    expect(withField(typed, ['body'], { a: 1 }).unfinished).toEqual([]);
    expect(withText(typed, '{"body": "{}"}').unfinished).toEqual([]);
  });

  test('half-typed YAML is kept with the last definition, and dropped with the next one', () => {
    const half = withYaml(draftOf({ identifier: 'a' }), 'identifier: "b', 'Missing quote');
    expect(half).toMatchObject({ value: { identifier: 'a' }, yaml: 'identifier: "b', problem: 'Missing quote' });
    expect(withValue(half, { identifier: 'b' })).toMatchObject({ yaml: null, problem: null });
  });

  test.each([
    ['Notify on-call!', 'notify_on-call'],
    ['  Déploie l’app  ', 'deploie_l_app'],
    ['日本', ''],
    ['', ''],
  ])('the title %j suggests the identifier %j', (title, identifier) => {
    expect(identifierOf(title)).toBe(identifier);
  });

  test('the identifier follows the title until it is typed, and never that of an existing automation', () => {
    const titled = withTitle(draftOf(newDefinition), 'Page the owner', true);
    expect(titled.value.identifier).toBe('page_the_owner');
    const typed = withField(titled, ['identifier'], 'page');
    expect(withTitle(typed, 'Page someone', true).value.identifier).toBe('page');
    expect(withTitle(titled, 'Page someone', false).value.identifier).toBe('page_the_owner');
  });

  test('another type keeps the values of the fields that both have', () => {
    const draft = draftOf({ invocationMethod: { type: 'GITHUB', org: 'acme', repo: 'platform', workflow: 'a.yml' } });
    const changed = withType(draft, ['invocationMethod'], 'AZURE_DEVOPS', ['type', 'webhook', 'org'], {
      webhook: '',
      org: '',
    });
    expect(changed.value.invocationMethod).toEqual({ type: 'AZURE_DEVOPS', webhook: '', org: 'acme' });
  });
});
