import { describe, expect, it } from 'vitest';
import type { Jq } from '../../../src/core/expression/expression.ts';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import { prepareTemplates, render } from '../../../src/core/template/template.ts';
import { jq, noJq, one, root } from './render-world.ts';

describe('core/template/template', () => {
  const value = async (definition: Json) => {
    const rendering = await one(definition);
    return rendering.ok ? rendering.real : rendering.errors;
  };

  it.each<[Json, Json]>([
    ['{{ .a }}', 'A'],
    [' {{ .list }}\n', [1, 'two']],
    ['{{ .n }}', 7],
    ['{{ . }}', root],
    ['{{ .list | length }}', 2],
    ['{{ .list | map(tostring) }}', ['1', 'two']],
    ['{{ empty }}', null],
    [
      ['{{ empty }}', 1],
      [null, 1],
    ],
    [{ x: '{{ empty }}', y: 1 }, { y: 1 }],
    [
      'x {{ .a }} {{ .n }} {{ .o }} {{ .nothing }} {{ empty }} {{ .list }}',
      'x A 7 {"x":1,"y":null} null undefined [1,"two"]',
    ],
    ['{{ .a }}{{ .a }}', 'AA'],
    ['{{ if .yes then \'si\' else "no" end }}', 'si'],
    [
      { '{{ .a }}': 1, '{{ .nothing }}': 2, '{{ .empty }}': 3, '{{ empty }}': 4, 'k{{ .n }}': 5 },
      { A: 1, k7: 5 },
    ],
    [{ '{{ .nope.nope }}': '{{ .a.b.c }}' }, {}],
    [
      { a: 1, '{{ spreadValue() }}': '{{ .o }}', x: 2 },
      { a: 1, x: 2, y: null },
    ],
    [{ '{{spreadValue( )}}': { 'in{{ .a }}': '{{ .n }}', '{{ .nothing }}': 1 } }, { inA: 7 }],
    [{ '{{ spreadValue() }}': '{{ .list }}' }, { 0: 1, 1: 'two' }],
    [{ A: 1, '{{ .a }}': 2 }, { A: 2 }],
    [{ A: 1, '{{ .a }}': '{{ empty }}' }, {}],
    [{ A: 1, '{{ spreadValue() }}': { A: '{{ empty }}' } }, {}],
    [
      [1, true, null, 'plain', { deep: [{ '{{ .a }}': ['{{ .n }}'] }] }],
      [1, true, null, 'plain', { deep: [{ A: [7] }] }],
    ],
    ['{{.a}}}', 'A'],
    ['{{ "}}" }}', '}}'],
    [{}, {}],
  ])('renders %j', async (definition, expected) => {
    expect(await value(definition)).toEqual(expected);
  });

  it('treats __proto__ and constructor as ordinary keys', async () => {
    const definition = JSON.parse(
      '{"__proto__":{"a":"{{ .a }}"},"constructor":"{{ .n }}","{{ \\"__proto__\\" | tostring }}x":1}',
    );
    const rendered = await value(definition);
    expect(JSON.stringify(rendered)).toBe('{"__proto__":{"a":"A"},"constructor":7,"__proto__x":1}');
    expect(Object.getPrototypeOf(rendered)).toBe(Object.prototype);
    expect(({} as JsonObject).a).toBeUndefined();
  });

  it.each<[Json, string, string]>([
    [{ body: { text: 'a {{ b {{ c }}' } }, 'body.text', 'cannot be nested'],
    [{ body: ['{"a":{"b":1}}'] }, 'body[0]', 'has no opening {{'],
    [{ headers: { 'x-y': '{{ .a' } }, 'headers["x-y"]', 'not closed'],
    [{ '{{ .a': 1 }, '["{{ .a"]', 'not closed'],
    [{ '{{ .n }}': 1 }, '["{{ .n }}"]', 'This key must render to text, not a number.'],
    [{ b: { '{{ .o }}': 1 } }, 'b["{{ .o }}"]', 'not an object'],
    [{ '{{ spreadValue() }}': '{{ .a }}' }, '["{{ spreadValue() }}"]', 'got a string'],
    [{ '{{ spreadValue() }}': '{{ .nothing }}' }, '["{{ spreadValue() }}"]', 'got null'],
    [{ '{{ spreadValue() }}': '{{ empty }}' }, '["{{ spreadValue() }}"]', 'got nothing'],
    [{ '{{ spreadValue() }}': 5 }, '["{{ spreadValue() }}"]', 'got a number'],
  ])('cannot render %j', async (definition, path, message) => {
    expect(await one(definition)).toEqual({
      ok: false,
      errors: [{ path, message: expect.stringContaining(message) }],
      warnings: [],
    });
  });

  it('does not render a value whose key is omitted', async () => {
    expect(await one({ '{{ .nothing }}': { '{{ .n }}': '{{ .a.b }}' } })).toEqual({
      ok: true,
      real: {},
      shown: {},
      warnings: [],
    });
  });

  it('renders null where jq fails, with the place and reason', async () => {
    const rendering = await one({
      url: 'u/{{ .list.first }}',
      body: { id: '{{ .incidents.0.id }}', e: '{{ error("x") }}' },
    });
    expect(rendering).toEqual({
      ok: true,
      real: { url: 'u/null', body: { id: null, e: null } },
      shown: { url: 'u/null', body: { id: null, e: null } },
      warnings: [
        { path: 'url', message: 'The template renders as null: Cannot index array with string ("first")' },
        { path: 'body.id', message: expect.stringContaining('It does not compile: syntax error') },
        { path: 'body.e', message: 'The template renders as null: x' },
      ],
    });
  });

  it('does not render a template that timed out as null', async () => {
    expect(await one({ a: '{{ .a }}', b: '{{ def f: f; f }}' }, { deadline: 700 })).toEqual({
      ok: false,
      errors: [{ path: 'b', message: 'The template ran out of time.' }],
      warnings: [{ path: 'b', message: expect.stringContaining('ran out of time') }],
      timeout: true,
    });
  });

  it('renders many roots at once, and paths without jq', async () => {
    const prepared = await prepareTemplates({ t: '{{ .n }}/{{ .a }}' }, jq);
    const roots = Array.from({ length: 50 }, (_, n) => ({ n, a: [n] }));
    const rendered = await render(prepared, roots, noJq);
    expect(rendered.map((each) => each.ok && each.real)).toEqual(roots.map(({ n }) => ({ t: `${n}/[${n}]` })));
    const counted: number[] = [];
    const counting: Jq = {
      ...jq,
      evaluate: (...call) => {
        counted.push(call[1].length);
        return jq.evaluate(...call);
      },
    };
    const hard = await prepareTemplates({ t: '{{ .n | tojson }}', u: '{{ .a[] }}', v: '{{ .n }}' }, jq);
    const many = await render(hard, roots, counting);
    expect(many.map((each) => each.ok && each.real)).toEqual(roots.map(({ n }) => ({ t: `${n}`, u: n, v: n })));
    expect(counted).toEqual([50]);
  });
});
