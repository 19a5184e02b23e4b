import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changeDefinition, newFile } from '../../../src/core/change/change-definition.ts';
import { differences } from '../../../src/core/change/differences.ts';
import { unifiedDiff } from '../../../src/core/change/line-diff.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { readSource } from '../../../src/core/source/source.ts';

const yaml = `# Owned by the platform team.
identifier: tell   # never rename
title: 'Tell the team'

trigger:
    type: automation
    event: {type: ENTITY_UPDATED, blueprintIdentifier: service}
    condition:
        type: JQ
        expressions:
        # Only what matters.
        - .diff.after.properties.tier == "critical"   # one
        - '.diff.before.properties.tier != "critical"'
        combinator: and
# Where it goes.
invocationMethod:
    type: WEBHOOK
    url: https://example.com/hook  # the team's own
    body:
        text: |
            {{ .event.diff.after.title }}
            is critical
publish: true
`;

const json = `{
    // Owned by the platform team.
    "identifier": "tell",
    "trigger": { "type": "automation", "event": { "type": "ENTITY_CREATED", "blueprintIdentifier": "service" } },
    "invocationMethod": {
        "type": "WEBHOOK", /* the team's own */
        "url": "https://example.com/hook",
    },
    "publish": true
}
`;

const valuesIn = (path: string, text: string) =>
  readSource({ path, text }).documents.map(({ value }) => value as JsonObject);

/** What a change does to a file, as the lines that differ. */
function diffOf(path: string, text: string, change: (definition: JsonObject) => JsonObject, index = 0): string {
  const before = valuesIn(path, text)[index] as JsonObject;
  const changed = changeDefinition({ path, text }, String(before.identifier), change(structuredClone(before)));
  if (!changed.ok) throw new Error(changed.problem);
  const lines = unifiedDiff(text, changed.text ?? '', 0).split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('@@')).join('\n');
}

/** The fields that these tests change. */
type Editable = {
  title: string;
  publish: boolean;
  trigger: {
    event: { type: string; blueprintIdentifier: string };
    condition: { expressions: string[]; combinator?: string };
  };
  invocationMethod: { url: string; body: JsonObject };
};

const deep = (change: (definition: Editable) => void) => (definition: JsonObject) => {
  change(definition as Editable);
  return definition;
};

describe('core/change/change-definition', () => {
  test.each<[string, (definition: JsonObject) => JsonObject, string]>([
    ['a switch', deep((one) => (one.publish = false)), '-publish: true\n+publish: false'],
    ['a text in its quotes', deep((one) => (one.title = "Ada's")), "-title: 'Tell the team'\n+title: 'Ada''s'"],
    [
      'a value beside a comment',
      deep((one) => (one.invocationMethod.url = 'https://example.com/new')),
      "-    url: https://example.com/hook  # the team's own\n+    url: https://example.com/new  # the team's own",
    ],
    [
      'a value in a collection on one line',
      deep((one) => (one.trigger.event.blueprintIdentifier = 'a, b')),
      '-    event: {type: ENTITY_UPDATED, blueprintIdentifier: service}\n+    event: {type: ENTITY_UPDATED, blueprintIdentifier: "a, b"}',
    ],
    ['a new item', deep((one) => one.trigger.condition.expressions.push('true')), '+        - "true"'],
    [
      'an item less',
      deep((one) => one.trigger.condition.expressions.pop()),
      `-        - '.diff.before.properties.tier != "critical"'`,
    ],
    [
      'a new key beside those before it',
      deep((one) => Object.assign(one.invocationMethod, { synchronized: true })),
      '+    synchronized: true',
    ],
    ['a key less', deep((one) => delete one.trigger.condition.combinator), '-        combinator: and'],
    [
      'a text of several lines',
      deep((one) => (one.invocationMethod.body.text = 'one\ntwo\n')),
      '-            {{ .event.diff.after.title }}\n-            is critical\n+            one\n+            two',
    ],
    [
      'a whole part',
      deep((one) => (one.invocationMethod.body = { a: [1, { b: 2 }] })),
      '-        text: |\n-            {{ .event.diff.after.title }}\n-            is critical\n+        a:\n+          - 1\n+          - b: 2',
    ],
  ])('changes only the lines of %s in YAML', (_, change, diff) => {
    expect(diffOf('a.yml', yaml, change)).toBe(diff);
    // The same with the line ends of Windows.
    const changed = changeDefinition(
      { path: 'a.yml', text: yaml.replaceAll('\n', '\r\n') },
      'tell',
      change(structuredClone(valuesIn('a.yml', yaml)[0] as JsonObject)),
    );
    expect(changed).toMatchObject({ ok: true, text: expect.not.stringMatching(/[^\r]\n/) });
  });

  test.each<[string, (definition: JsonObject) => JsonObject, string]>([
    ['a switch', deep((one) => (one.publish = false)), '-    "publish": true\n+    "publish": false'],
    [
      'a new key',
      deep((one) => Object.assign(one.invocationMethod, { method: 'PUT' })),
      '-        "url": "https://example.com/hook",\n+        "url": "https://example.com/hook",\n+        "method": "PUT",',
    ],
    [
      'a value in a line',
      deep((one) => (one.trigger.event.type = 'ENTITY_DELETED')),
      '-    "trigger": { "type": "automation", "event": { "type": "ENTITY_CREATED", "blueprintIdentifier": "service" } },\n' +
        '+    "trigger": { "type": "automation", "event": { "type": "ENTITY_DELETED", "blueprintIdentifier": "service" } },',
    ],
  ])('changes only the lines of %s in JSON with comments', (_, change, diff) => {
    const lines = diffOf('a.jsonc', json, change).split('\n');
    for (const line of lines) expect(diff.split('\n')).toContain(line);
  });

  test('removes one of several definitions, and deletes the file with the last one', () => {
    const one = 'identifier: a\nx: 1\n';
    const two = '# second\nidentifier: b\n';
    const remove = (path: string, text: string, identifier: string) =>
      changeDefinition({ path, text }, identifier, null);
    expect(remove('a.yml', one, 'a')).toEqual({ ok: true, text: null });
    expect(remove('a.yml', `${one}---\n${two}`, 'a')).toEqual({ ok: true, text: two });
    expect(remove('a.yml', `${one}---\n${two}`, 'b')).toEqual({ ok: true, text: one });
    expect(remove('a.yml', `---\n${one}---\n${two}`, 'a')).toEqual({ ok: true, text: `---\n${two}` });
    expect(remove('a.yml', '- identifier: a\n  x: 1\n# about b\n- identifier: b\n', 'a')).toEqual({
      ok: true,
      text: '# about b\n- identifier: b\n',
    });
    expect(remove('a.json', '[\n  {"identifier": "a"},\n  {"identifier": "b"}\n]\n', 'b')).toMatchObject({
      ok: true,
      text: '[\n  {"identifier": "a"}\n]\n',
    });
  });

  test('changes one of several definitions', () => {
    const text = '- identifier: a\n  publish: true\n\n- identifier: b\n  publish: true # on\n';
    expect(
      diffOf(
        'a.yml',
        text,
        deep((one) => (one.publish = false)),
        1,
      ),
    ).toBe('-  publish: true # on\n+  publish: false # on');
    const documents = 'identifier: a\n---\nidentifier: b\ntitle: B\n';
    expect(
      diffOf(
        'a.yml',
        documents,
        deep((one) => (one.title = 'C')),
        1,
      ),
    ).toBe('-title: B\n+title: C');
  });

  test('leaves alone what it cannot change, and says so', () => {
    const anchored = 'identifier: a\nx: &x\n  y: 1\nz: *x\n';
    const change = { identifier: 'a', x: { y: 1 }, z: { y: 2 } };
    expect(changeDefinition({ path: 'a.yml', text: anchored }, 'a', change)).toMatchObject({
      ok: false,
      problem: expect.stringContaining('cannot be edited automatically'),
    });
    expect(changeDefinition({ path: 'a.yml', text: 'identifier: b' }, 'a', change)).toMatchObject({ ok: false });
    expect(changeDefinition({ path: 'a.json', text: '{' }, 'a', change)).toMatchObject({ ok: false });
  });

  const leaf = fc.oneof(
    fc.string(),
    fc.constantFrom('a: b', '# c', '- d', 'line\nbreak\n', ' x', ''),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );
  const definition = fc
    .dictionary(
      fc.constantFrom('title', 'trigger', 'x', 'y z', '"q"', '1'),
      fc.letrec((tie) => ({
        any: fc.oneof(
          { maxDepth: 3 },
          leaf,
          fc.array(tie('any'), { maxLength: 3 }),
          fc.dictionary(fc.constantFrom('a', 'b', 'c:'), tie('any'), { maxKeys: 3 }),
        ),
      })).any,
      { maxKeys: 4 },
    )
    .map((rest) => ({ identifier: 'a', ...(rest as JsonObject) }));

  test.each(['a.yml', 'a.json'])('either makes exactly the change in %s or leaves the file alone', (path) => {
    let done = 0;
    let count = 0;
    fc.assert(
      fc.property(definition, definition, (before, after) => {
        const text = newFile(path, before);
        const changed = changeDefinition({ path, text }, 'a', after);
        count += 1;
        if (!changed.ok) return;
        done += 1;
        expect(valuesIn(path, changed.text ?? '')).toEqual([after]);
        if (JSON.stringify(before) === JSON.stringify(after)) expect(changed.text).toBe(text);
      }),
      { numRuns: 300 },
    );
    expect(done / count).toBeGreaterThan(0.9);
  });

  test('an unchanged definition needs no edit', () => {
    expect(differences({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toEqual([]);
  });
});
