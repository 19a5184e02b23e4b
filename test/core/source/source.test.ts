import { describe, expect, test } from 'vitest';
import { isDefinitionFile, readSource } from '../../../src/core/source/source.ts';

const values = (path: string, text: string) => readSource({ path, text }).documents.map((document) => document.value);

/** Issues as `line:column code`. */
const found = (path: string, text: string) =>
  readSource({ path, text }).issues.map(
    ({ code, range }) => `${range.start.line}:${range.start.column}-${range.end.line}:${range.end.column} ${code}`,
  );

describe('core/source/source', () => {
  test('recognizes definition files by name, and excludes test files', () => {
    const names = ['a.json', 'b/c.jsonc', 'd.yml', 'e.YAML', 'a.test.yml', 'a.test.yaml', 'README.md', 'json'];
    expect(names.filter(isDefinitionFile)).toEqual(['a.json', 'b/c.jsonc', 'd.yml', 'e.YAML']);
  });

  test('reads one definition, an array of definitions, and YAML documents of either kind', () => {
    expect(values('a.json', '{"a": 1}')).toEqual([{ a: 1 }]);
    expect(values('a.json', '[{"a": 1}, {"a": 2}]')).toEqual([{ a: 1 }, { a: 2 }]);
    expect(values('a.yml', '---\na: 1\n---\n- a: 2\n- a: 3\n---\n')).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
  });

  test('drops $schema at the top level only', () => {
    expect(values('a.json', '{"$schema": "x", "a": {"$schema": 1}}')).toEqual([{ a: { $schema: 1 } }]);
    expect(values('a.yml', '- $schema: x\n  a: 1\n')).toEqual([{ a: 1 }]);
  });

  test('skips a JSON Schema beside the definitions, but not a definition that refers to one', () => {
    const $schema = 'https://json-schema.org/draft/2020-12/schema';
    const schema = { $schema, type: 'object', properties: { identifier: {} } };
    expect(readSource({ path: 'schema.json', text: JSON.stringify(schema) })).toEqual({ documents: [], issues: [] });
    for (const part of [{ identifier: 'a' }, { trigger: {} }, { invocationMethod: {} }]) {
      expect(values('a.json', JSON.stringify({ $schema, ...part }))).toEqual([part]);
    }
    expect(values('a.yml', `$schema: ${$schema}\nidentifier: a\n`)).toEqual([{ identifier: 'a' }]);
  });

  test('treats keys such as __proto__ as ordinary keys', () => {
    for (const [path, text] of [
      ['a.json', '{"__proto__": {"x": 1}, "constructor": 2}'],
      ['a.jsonc', '{"__proto__": {"x": 1}, "constructor": 2} // hi'],
      ['a.yml', '__proto__: {x: 1}\nconstructor: 2\n'],
    ] as const) {
      const [value] = values(path, text);
      expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor']);
      expect(JSON.stringify(value)).toBe('{"__proto__":{"x":1},"constructor":2}');
    }
  });

  test('accepts comments and trailing commas in .jsonc, and warns about them in .json', () => {
    const text = '{\n  // why\n  "a": [1,],\n}';
    expect(readSource({ path: 'a.jsonc', text })).toMatchObject({ documents: [{ value: { a: [1] } }], issues: [] });
    expect(values('a.json', text)).toEqual([{ a: [1] }]);
    expect(found('a.json', text)).toEqual(['2:3-2:9 syntax/json-extension']);
    expect(found('a.json', '{"a": [1,]}')).toEqual(['1:10-1:11 syntax/json-extension']);
  });

  test('reports a file that is not UTF-8 or too large as one error with advice', () => {
    for (const path of ['a.json', 'a.yml']) {
      const latin = Buffer.from('identifier: Gr\xf6\xdfe\n', 'latin1').toString('utf8');
      expect(readSource({ path, text: latin })).toMatchObject({
        documents: [],
        issues: [{ code: 'syntax/encoding', severity: 'error', range: { start: { line: 1, column: 15 } } }],
      });
      const large = `"${'x'.repeat(6_000_000)}"`;
      expect(readSource({ path, text: large })).toMatchObject({
        documents: [],
        issues: [{ code: 'syntax/too-large', message: 'This file is larger than 3 MB; split it.' }],
      });
    }
  });

  test('reports an empty file as an error, and a file with only comments as a warning', () => {
    for (const path of ['a.json', 'a.jsonc', 'a.yml', 'a.yaml']) {
      for (const text of ['', ' \n\t', '\uFEFF\r\n']) {
        const { documents, issues } = readSource({ path, text });
        expect(documents).toEqual([]);
        expect(issues).toMatchObject([{ code: 'syntax/blank-file', severity: 'error' }]);
      }
    }
    expect(readSource({ path: 'a.yml', text: '# later\n' }).issues).toMatchObject([
      { code: 'syntax/empty-file', severity: 'warning' },
    ]);
  });

  test.each([
    ['{"a": 1 "b": 2}', '1:9-1:12', 'a comma is missing'],
    ['{"a" 1}', '1:6-1:7', 'a colon is expected'],
    ['{"a": "x}', '1:7-1:10', 'closing double quote'],
    ['{\n# why\n"a": 1}', '2:1-2:2', '# does not start a comment'],
    ["{'a': 1}", '1:2-1:5', 'double quotes'],
    ['{"a": "\\q"}', '1:7-1:11', 'not a JSON escape'],
    ['{"a": {', '1:8-1:8', 'closing } is missing'],
    ['{"a": 1} {"b": 2}', '1:10-1:11', 'there is more text after'],
  ])('reports broken JSON %j', (text, range, message) => {
    const { documents, issues } = readSource({ path: 'a.json', text });
    expect(documents).toEqual([]);
    expect(found('a.json', text)).toEqual([`${range} syntax/json`]);
    expect(issues[0]?.message).toContain(message);
  });

  test.each([
    ['identifier: a\ntitle: On call: page\n', '2:8', 'put the value in quotes: "On call: page".'],
    ['a: 1\ntitle: "open\nb: 2\n', '2:8', 'the quote " is not closed'],
    ["a: 'x'\nb: 'y\nc: 2\n", '2:4', "the quote ' is not closed"],
    ['a: [1, [2]\nb: 3\n', '1:4', 'the bracket [ is not closed; add ]'],
    ['b: 3\na: {x: 1\n', '2:4', 'the bracket { is not closed; add }'],
    ['a: @x\n', '1:4', 'a value that starts with @ must be in quotes'],
    ['a:\n\tb: 1\n', '2:1', 'use spaces'],
  ])('reports broken YAML %j at the place to fix', (text, place, message) => {
    const { issues } = readSource({ path: 'a.yml', text });
    expect(issues.map(({ code }) => code)).toEqual(['syntax/yaml']);
    expect(found('a.yml', text)[0]).toMatch(new RegExp(`^${place}-`));
    expect(issues[0]?.message).toContain(message);
  });

  test('reports Git leftovers in their own words, in every format', () => {
    for (const path of ['a.json', 'a.jsonc', 'a.yml', 'a.test.yml']) {
      const conflict = '{"a": 1,\r\n<<<<<<< HEAD\r\n"b": 2\r\n=======\r\n"b": 3\r\n>>>>>>> x\r\n}\r\n';
      expect(found(path, conflict)).toEqual(['2:1-2:13 syntax/merge-conflict']);
      const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n';
      expect(found(path, pointer)).toEqual(['1:1-1:43 syntax/git-lfs']);
      expect(readSource({ path, text: pointer }).issues[0]?.message).toContain('check out with `lfs: true`');
    }
    expect(values('a.yml', 'a: |\n  <<<<<<< HEAD\n  >>>>>>> x\n')).toEqual([{ a: '<<<<<<< HEAD\n>>>>>>> x\n' }]);
  });

  test('reports every unquoted template in order, and three braces as one mistake', () => {
    const text = 'a: {{ .a }}\nb: https://x/{{ .b }}\nc:\n  - {{ .c }}/z\n  - {{{ .d }}}\ne: "{{ .e }}"\nf: {{ .f }}\n';
    expect(found('a.yml', text)).toEqual([
      '1:4-1:12 syntax/unquoted-template',
      '4:5-4:13 syntax/unquoted-template',
      '5:5-5:15 syntax/unquoted-template',
      '7:4-7:12 syntax/unquoted-template',
    ]);
  });

  test('reports an alias without an anchor at its place', () => {
    const { issues } = readSource({ path: 'a.yml', text: 'a: &x 1\nb:\n  c: *x\n  d: *nope\n' });
    expect(issues).toMatchObject([
      {
        code: 'syntax/yaml-alias',
        range: { start: { line: 4, column: 6 }, end: { line: 4, column: 11 } },
        message: 'The alias *nope has no anchor &nope above it; define the anchor, or put the text in quotes.',
      },
    ]);
  });

  test.each([
    ['a: [1\nb: 2\n', 'syntax/yaml'],
    ['a: x: y\n', 'syntax/yaml'],
    ['a: *b\n', 'syntax/yaml-alias'],
    ['text: {{ .event }}\n', 'syntax/unquoted-template'],
    ['list:\n  - {{ .event.a }}/x\n', 'syntax/unquoted-template'],
    ['a: .inf\n', 'syntax/not-json'],
    ['%YAML 1.1\n---\na: 2001-01-01\n', 'syntax/not-json'],
    ['# nothing\n', 'syntax/empty-file'],
  ])('reports broken YAML %j', (text, code) => {
    const { documents, issues } = readSource({ path: 'a.yml', text });
    expect(documents).toEqual([]);
    expect(issues.map((issue) => issue.code)).toEqual([code]);
  });

  test('still reads the other documents of a file with a broken one', () => {
    const { documents, issues } = readSource({ path: 'a.yml', text: 'a: 1\n---\nb: .nan\n---\nc: 3\n' });
    expect(documents.map((document) => document.value)).toEqual([{ a: 1 }, { c: 3 }]);
    expect(issues).toMatchObject([{ code: 'syntax/not-json', range: { start: { line: 3, column: 4 } } }]);
  });

  test('reports duplicate keys at every level', () => {
    expect(found('a.json', '{"a": 1, "b": {"x": "\\"a\\":", "x": 2}, "a": 3}')).toEqual([
      '1:40-1:43 syntax/duplicate-key',
      '1:31-1:34 syntax/duplicate-key',
    ]);
    expect(found('a.jsonc', '{"a": 1, /**/ "\\u0061": 3}')).toEqual(['1:15-1:23 syntax/duplicate-key']);
    expect(found('a.yml', 'a: 1\nb: 2\na: 3\n')).toEqual(['3:1-3:2 syntax/duplicate-key']);
    // The parser takes the indented line as one of the outer map.
    expect(found('a.yml', 'a:\n  type: x\n  b:\n  \ttype: y\n    c: 1\n')).toEqual(['4:3-4:4 syntax/yaml']);
    expect(found('a.yml', 'a: {1: x, "1": y}\n')).toEqual(['1:11-1:14 syntax/duplicate-key']);
  });

  test('resolves aliases up to a limit, and merge keys only in YAML 1.1', () => {
    expect(values('a.yml', 'a: &x {b: 1}\nc: *x\n')).toEqual([{ a: { b: 1 }, c: { b: 1 } }]);
    expect(values('a.yml', '%YAML 1.1\n---\na: &x {b: 1}\nc:\n  <<: *x\n')).toEqual([{ a: { b: 1 }, c: { b: 1 } }]);
    expect(values('a.yml', 'a: &x {b: 1}\nc:\n  <<: *x\n')).toEqual([{ a: { b: 1 }, c: { '<<': { b: 1 } } }]);
    const levels = Array.from(
      { length: 9 },
      (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level}, `.repeat(9)}]`,
    );
    expect(found('a.yml', ['l0: &l0 [x]', ...levels].join('\n'))).toEqual([
      expect.stringMatching(/^10:\d+-10:\d+ syntax\/yaml-alias$/),
    ]);
  });

  test('reports an alias inside its own anchor at its place', () => {
    expect(found('a.yml', 'a: 1\nx: &a {y: *a}\n')).toEqual(['2:11-2:13 syntax/yaml-alias']);
    expect(found('a.yml', 'x: &a\n  - &b {z: 1}\n  - *b\n  - [*a]\n')).toEqual(['4:6-4:8 syntax/yaml-alias']);
    expect(values('a.yml', 'x: &a 1\ny: &a {z: 2}\nw: *a\n')).toEqual([{ x: 1, y: { z: 2 }, w: { z: 2 } }]);
  });

  test('rejects too many aliases in linear time', () => {
    const same = Array.from({ length: 20_000 }, (_, index) => `k${index}: *a`);
    expect(found('a.yml', ['a: &a x', ...same].join('\n'))).toEqual(['1002:8-1002:10 syntax/yaml-alias']);
    const anchors = Array.from({ length: 900 }, (_, index) => `a${index}: &a${index} x`);
    const aliases = anchors.map((_, index) => `b${index}: *a${index}`);
    expect(found('a.yml', [...anchors, ...aliases].join('\n'))).toEqual([]);
  });

  test('does not report a conversion error as an alias', () => {
    const { issues } = readSource({ path: 'a.yml', text: '%YAML 1.1\n---\na: 1\n<<: 2\n' });
    expect(issues).toMatchObject([{ code: 'syntax/yaml', range: { start: { line: 3, column: 1 } } }]);
  });

  test('ignores brackets in strings, blocks and comments when measuring depth', () => {
    const one = String.raw`{"a": "test(\"^\\[P1\")"}`;
    const block = 'a: |\n  [[ "{\n# it\'s {\nb: "[["';
    expect(found('a.json', `[${Array.from({ length: 600 }, () => one).join(',')}]`)).toEqual([]);
    expect(found('a.jsonc', `[${Array.from({ length: 600 }, () => `${one}, // " {\n /* [ " */`).join('')}]`)).toEqual(
      [],
    );
    expect(found('a.yml', Array.from({ length: 600 }, () => block).join('\n---\n'))).toEqual([]);
  });

  test.each([
    ['a.jsonc', '["]", '],
    ['a.jsonc', '[}, '],
    ['a.jsonc', '/*]*/[//]\n'],
    ['a.yml', '["]", '],
    ['a.yml', "[']', "],
    ['a.yml', '[a, #]\n '],
  ])('measures the depth of %j despite brackets in strings and comments, level %j', (path, level) => {
    expect(found(path, level.repeat(50_000))).toEqual(['1:1-1:2 syntax/too-deep']);
  });

  test('reports excessive nesting as an issue instead of crashing', () => {
    for (const depth of [150, 5_000, 200_000]) {
      const text = '['.repeat(depth) + ']'.repeat(depth);
      for (const path of ['a.json', 'a.jsonc', 'a.yml']) {
        expect(readSource({ path, text }).issues.map((issue) => issue.code)).toEqual(['syntax/too-deep']);
      }
      expect(found('a.jsonc', `// hi\n${text}`)).toHaveLength(1);
    }
  });

  test.each([
    ['- '.repeat(900), 1],
    ['- '.repeat(9_000), 1],
    ['? '.repeat(9_000), 1],
    [`${'['.repeat(499)}${']'.repeat(499)}`, 1],
    [Array.from({ length: 990 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'), 1],
    [Array.from({ length: 2_000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'), 1],
  ])('rejects every kind of deep YAML, case %#', (text, count) => {
    expect(found('a.yml', text)).toHaveLength(count);
  });

  test('reports and ignores an unknown YAML tag', () => {
    expect(found('a.yml', 'a: !secret x\n')).toEqual(['1:4-1:11 syntax/yaml-tag']);
    expect(values('a.yml', 'a: !secret x\n')).toEqual([{ a: 'x' }]);
  });
});
