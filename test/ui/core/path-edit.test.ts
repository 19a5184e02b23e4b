import { describe, expect, test } from 'vitest';
import { completionAt, definitionInsertion, type FieldKind, insertionOf } from '../../../src/ui/core/path-edit.ts';

/** The text after an insertion at the bar. */
function inserted(marked: string, kind: FieldKind, path: string): string {
  const at = marked.indexOf('|');
  const text = marked.replace('|', '');
  const edit = insertionOf(text, { start: at, end: at }, kind, path);
  return text.slice(0, edit.start) + edit.text + text.slice(edit.end);
}

const paths = ['.diff', '.diff.after', '.diff.after.title', '.diff.after.properties.tier', '.diff["a b"]'].map(
  (path) => ({ path, value: '' }),
);

/** The paths offered at the bar. */
function offered(marked: string, kind: FieldKind): string[] | undefined {
  const at = marked.indexOf('|');
  return completionAt(marked.replace('|', ''), at, kind, paths)?.options.map(({ path }) => path);
}

describe('ui/core/path-edit', () => {
  test.each([
    ['. == |', 'condition', '.a.b', '. == .a.b'],
    ['Hello |!', 'template', '.a', 'Hello {{ .event.a }}!'],
    ['Hello {{ | }}!', 'template', '.a', 'Hello {{ .event.a }}!'],
    ['{{ .a }} |', 'template', '.["a b"]', '{{ .a }} {{ .event["a b"] }}'],
    ['|', 'template', '.', '{{ .event }}'],
    ['{ "a": "|" }', 'json', '.a', '{ "a": "{{ .event.a }}" }'],
    ['{ "a": | }', 'json', '.a', '{ "a": "{{ .event.a }}" }'],
    ['{ "a": "\\"|" }', 'json', '.["b c"]', '{ "a": "\\"{{ .event[\\"b c\\"] }}" }'],
    ['plain |', 'json', '.["b c"]', 'plain {{ .event["b c"] }}'],
  ] as const)('puts a path into %s as %s', (text, kind, path, result) => {
    expect(inserted(text, kind, path)).toBe(result);
  });

  test.each([
    ['{ "trigger": { "condition": { "expressions": [".a", "|"] } } }', '.["b"] == 1', '".a", ".[\\"b\\"] == 1"'],
    ['{ "expressions": [".a", |] }', '.b', '[".a", ".b"]'],
    ['{ "expressions": [".a"], "url": "|" }', '.b', '"{{ .event.b }}"'],
    ['{ "expressions": [".a[0] | "], "x": | }', '.b', '"x": "{{ .event.b }}"'],
  ])('puts a path into the definition %s', (marked, path, result) => {
    const at = marked.lastIndexOf('|');
    const text = marked.slice(0, at) + marked.slice(at + 1);
    const edit = definitionInsertion(text, { start: at, end: at }, path);
    expect(text.slice(0, edit.start) + edit.text + text.slice(edit.end)).toContain(result);
  });

  test('offers the paths that begin as typed, then those that hold the last name', () => {
    expect(offered('.diff.aft| == 1', 'condition')).toEqual([
      '.diff.after',
      '.diff.after.title',
      '.diff.after.properties.tier',
    ]);
    expect(offered('.x == 1 and .tit|', 'condition')).toEqual(['.diff.after.title']);
    expect(offered('.diff["a|', 'condition')).toEqual(['.diff["a b"]']);
    expect(offered('.TIER|', 'condition')).toEqual(['.diff.after.properties.tier']);
  });

  test.each(['.a == "x.d|', '.diff.after.title|x', 'title|', '"\\(.a)" | .diff.after.title.foo.ba|', '1.|'])(
    'offers nothing in %s',
    (text) => {
      expect(offered(text, 'condition')).toBeUndefined();
    },
  );

  test('offers paths in templates only within their braces, below .event', () => {
    expect(offered('.diff|', 'template')).toBeUndefined();
    expect(offered('{{ .a }} .diff|', 'template')).toBeUndefined();
    expect(offered('{{ .event.diff.after.t|', 'template')).toEqual([
      '.event.diff.after.title',
      '.event.diff.after.properties.tier',
    ]);
    expect(offered('{ "a": "{{ .run|', 'json')).toEqual(['.run.id']);
    expect(offered('{{ .secrets.TOKEN }} {{ .sec|', 'template')).toEqual(['.secrets']);
  });

  test('replaces what was typed of the path, and nothing else', () => {
    expect(completionAt('.a == .diff.af and true', 14, 'condition', paths)).toMatchObject({ start: 6, end: 14 });
  });
});
