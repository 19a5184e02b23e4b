import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JqResult } from '../../../src/core/expression/expression.ts';
import type { Json } from '../../../src/core/json.ts';
import { splitTemplate } from '../../../src/core/template/split.ts';
import { pieces, renderByRules, TemplateError } from './reference.ts';
import { jq, one, root } from './render-world.ts';

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

describe('core/template/render, of any string and definition', () => {
  it('splits any string by the rules', () => {
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

  it('renders any definition by the rules', async () => {
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
          // Every part that the splitter extracts is one of the expressions, or does not compile.
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
