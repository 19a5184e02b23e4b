import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Jq, JqResult } from '../../../src/core/jq.ts';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import { prepareTemplates, render } from '../../../src/core/template/render.ts';
import { secretNames } from '../../../src/core/template/secrets.ts';
import { splitTemplate } from '../../../src/core/template/split.ts';
import { jqForTests } from '../../jq/jq.ts';
import { pieces, renderByRules, TemplateError } from './reference.ts';

const nasty = fc.array(
  fc.constantFrom(
    '{',
    '}',
    '{{',
    '}}',
    '"',
    "'",
    '\\',
    ' ',
    'a',
    '.',
    '\n',
    'é',
    '😀',
    '{{ .a }}',
    '{{',
    '}}',
    '"}}"',
    '{{{',
    '}}}',
  ),
  { maxLength: 12 },
);

describe('core/template/render', () => {
  const jq = jqForTests();
  const noJq: Jq = { ...jq, evaluate: () => Promise.reject(new Error('jq was asked')) };
  const root: JsonObject = {
    a: 'A',
    n: 7,
    list: [1, 'two'],
    o: { x: 1, y: null },
    empty: '',
    nothing: null,
    yes: true,
  };

  async function one(definition: Json, options: Parameters<typeof render>[3] = {}, by: Jq = jq) {
    const [rendering] = await render(await prepareTemplates(definition, jq), [root], by, options);
    if (!rendering) throw new Error('nothing was rendered');
    return rendering;
  }
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

  it('keeps __proto__ and constructor ordinary keys', async () => {
    const definition = JSON.parse(
      '{"__proto__":{"a":"{{ .a }}"},"constructor":"{{ .n }}","{{ \\"__proto__\\" | tostring }}x":1}',
    );
    const rendered = await value(definition);
    expect(JSON.stringify(rendered)).toBe('{"__proto__":{"a":"A"},"constructor":7,"__proto__x":1}');
    expect(Object.getPrototypeOf(rendered)).toBe(Object.prototype);
    expect(({} as JsonObject).a).toBeUndefined();
  });

  it.each<[Json, string, string]>([
    [{ body: { text: 'a {{ b {{ c }}' } }, 'body.text', 'do not nest'],
    [{ body: ['{"a":{"b":1}}'] }, 'body[0]', 'closes no template'],
    [{ headers: { 'x-y': '{{ .a' } }, 'headers["x-y"]', 'never closed'],
    [{ '{{ .a': 1 }, '["{{ .a"]', 'never closed'],
    [{ '{{ .n }}': 1 }, '["{{ .n }}"]', 'This key must give text, and it gave a number.'],
    [{ b: { '{{ .o }}': 1 } }, 'b["{{ .o }}"]', 'and it gave an object'],
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

  it('renders no value whose key is left out', async () => {
    expect(await one({ '{{ .nothing }}': { '{{ .n }}': '{{ .a.b }}' } })).toEqual({
      ok: true,
      real: {},
      shown: {},
      warnings: [],
    });
  });

  it('turns what jq refuses into null, and says where and why', async () => {
    const rendering = await one({
      url: 'u/{{ .list.first }}',
      body: { id: '{{ .incidents.0.id }}', e: '{{ error("x") }}' },
    });
    expect(rendering).toEqual({
      ok: true,
      real: { url: 'u/null', body: { id: null, e: null } },
      shown: { url: 'u/null', body: { id: null, e: null } },
      warnings: [
        { path: 'url', message: 'The template became null: Cannot index array with string ("first")' },
        { path: 'body.id', message: expect.stringContaining('It does not compile: syntax error') },
        { path: 'body.e', message: 'The template became null: x' },
      ],
    });
  });

  it('does not take a late template for null', async () => {
    expect(await one({ a: '{{ .a }}', b: '{{ def f: f; f }}' }, { deadline: 700 })).toEqual({
      ok: false,
      errors: [{ path: 'b', message: 'The template gave no result within its time.' }],
      warnings: [{ path: 'b', message: expect.stringContaining('no answer within its time') }],
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

  describe('secrets', () => {
    const secrets = { TOKEN: 's3cret-value', 'my-key': 'k3y-value', OTHER: 'oth3r-value' };

    it('renders them for the socket, and marks for everyone else', async () => {
      const definition = {
        headers: { Authorization: 'Bearer {{ .secrets.TOKEN }}', 'X-Key': '{{ .secrets["my-key"] | ascii_upcase }}' },
        all: '{{ . }}',
        names: '{{ keys }}',
        dynamic: '{{ .secrets[.a + "x"] // "none" }}',
        unknown: '{{ .secrets.MISSING }}',
      };
      const rendering = await one(definition, { secrets });
      expect(rendering).toEqual({
        ok: true,
        real: {
          headers: { Authorization: 'Bearer s3cret-value', 'X-Key': 'K3Y-VALUE' },
          all: root,
          names: Object.keys(root).sort(),
          dynamic: 'none',
          unknown: null,
        },
        shown: expect.objectContaining({
          headers: { Authorization: 'Bearer [secret TOKEN]', 'X-Key': '[SECRET MY-KEY]' },
          all: root,
        }),
        warnings: [],
      });
      expect(JSON.stringify(rendering)).not.toContain('oth3r');
    });

    it('gives only those that the templates name', async () => {
      const rendering = await one(
        { all: '{{ .secrets }}', one: '{{ .secrets.TOKEN }}', other: 'OTHER {{ .a }}' },
        { secrets },
      );
      expect(rendering).toMatchObject({
        real: { all: { TOKEN: 's3cret-value' } },
        shown: { all: { TOKEN: '[secret TOKEN]' } },
      });
    });

    it('repeats no error that quotes one', async () => {
      const rendering = await one(
        { a: '{{ .secrets.TOKEN | tonumber }}', b: '{{ .secrets.TOKEN | if startswith("s3") then error else 1 end }}' },
        { secrets },
      );
      expect(rendering).toMatchObject({ ok: true, real: { a: null, b: null }, shown: { a: null, b: 1 } });
      expect(JSON.stringify(rendering)).not.toContain('s3cret');
      expect(rendering.warnings.map(({ path }) => path)).toEqual(['a', 'b']);
      expect(rendering.warnings[0]?.message).toContain('[secret TOKEN]');
      expect(rendering.warnings[1]?.message).toContain('not kept');
      const broken = await one({ '{{ .secrets.TOKEN | length }}': 1 }, { secrets });
      expect(broken).toMatchObject({
        ok: false,
        errors: [{ message: 'This key must give text, and it gave a number.' }],
      });
    });

    it('names them', () => {
      const definition = {
        url: 'https://x/{{ .secrets.URL_KEY }}',
        headers: { '{{ .secrets."quoted-key" }}': '{{ .secrets["a-b"] + .secrets.C }}{{ .secrets.C }}' },
        text: '.secrets.NOT_A_TEMPLATE',
      };
      expect(secretNames(definition)).toEqual(['URL_KEY', 'quoted-key', 'a-b', 'C']);
    });
  });

  it('splits any string as the rules say', () => {
    const agrees = fc.property(
      nasty.map((all) => all.join('')),
      (text) => {
        const split = splitTemplate(text);
        let byRules: unknown = null;
        try {
          byRules = pieces(text).map((piece) => [piece.kind, piece.chars.join('')]);
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
        }
        expect(
          split.ok ? split.parts.map((part) => [part.type, part.type === 'text' ? part.text : part.expression]) : null,
        ).toEqual(byRules);
        if (!split.ok) {
          expect(split.offset).toBeGreaterThanOrEqual(0);
          return;
        }
        for (const part of split.parts)
          if (part.type === 'jq') expect(text.slice(part.start, part.end)).toBe(part.expression);
      },
    );
    fc.assert(agrees, { numRuns: 20_000 });
  });

  it('renders any definition as the rules say', async () => {
    const expressions = [
      '.a',
      ' .n ',
      '.list',
      '.o',
      '.nothing',
      '.empty',
      'empty',
      '.a.b',
      '|',
      '"}}"',
      "'x",
      '.a, 1',
      '.yes',
      '.',
      '{x: 2}',
      '.o | keys',
      '',
    ];
    const answers = new Map<string, JqResult>();
    const results = await jq.evaluate(expressions, [root]);
    for (const [index, expression] of expressions.entries())
      answers.set(expression, results[0]?.[index] ?? { ok: false, error: '' });
    const text = fc
      .array(
        fc.oneof(
          fc.constantFrom('', ' ', 'text', '}', '{', 'é'),
          ...Array(3).fill(fc.constantFrom(...expressions).map((each) => `{{${each}}}`)),
        ),
        { maxLength: 3 },
      )
      .map((all) => all.join(''));
    const key = fc.oneof(fc.constantFrom('a', 'b', '__proto__', '{{ spreadValue() }}', '{{spreadValue( )}}'), text);
    const { definition } = fc.letrec<{ definition: Json }>((tie) => ({
      definition: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        text,
        fc.constantFrom<Json>(1, true, null),
        fc.array(tie('definition'), { maxLength: 3 }),
        fc
          .uniqueArray(fc.tuple(key, tie('definition')), { maxLength: 4, selector: ([name]) => name })
          .map(Object.fromEntries),
      ),
    }));
    let rendered = 0;
    const agrees = fc.asyncProperty(fc.array(definition, { minLength: 20, maxLength: 30 }), async (definitions) => {
      for (const each of definitions) {
        const rendering = await one(each);
        let byRules: string | null = null;
        try {
          // Whatever the splitter cuts out is one of the expressions, or does not compile either.
          const written = renderByRules(each, (expression) => answers.get(expression) ?? { ok: false, error: '' });
          byRules = JSON.stringify(written) ?? 'null';
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
        }
        if (byRules !== null) rendered++;
        expect(rendering.ok ? JSON.stringify(rendering.real) : null).toBe(byRules);
      }
    });
    await fc.assert(agrees, { numRuns: 30 });
    expect(rendered).toBeGreaterThan(200);
  });
});
