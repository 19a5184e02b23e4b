import { describe, expect, test } from 'vitest';
import { canonicalJq } from '../../../src/core/syntax/canonical.ts';
import { mutantsOf } from '../../../src/core/test-file/mutants.ts';
import { jqForTests } from '../../jq/jq.ts';
import { confusions } from '../explain/confusions.ts';

const texts = (expression: string) => mutantsOf(expression).map(({ text }) => text);

describe('core/test-file/mutants', () => {
  test('changes operators, literals and paths, one at a time', () => {
    expect(texts('.diff.after.n > 3 and .x == "a"')).toEqual([
      '.diff.before.n > 3 and .x == "a"',
      '.diff.after.n_ > 3 and .x == "a"',
      '.diff.after.n >= 3 and .x == "a"',
      '.diff.after.n > 4 and .x == "a"',
      '.diff.after.n > 3 or .x == "a"',
      '.diff.after.n > 3 and .x_ == "a"',
      '.diff.after.n > 3 and .x != "a"',
      '.diff.after.n > 3 and .x == "a_"',
    ]);
    expect(texts('any(.a[]; .b) | not')).toEqual(['all(.a[]; .b) | not', 'any(.a[]; .b_) | not', 'any(.a[]; .b)']);
  });

  test('omits equivalent programs, and operators that may be text in a comment', () => {
    expect(texts('true')).toEqual(['false']);
    expect(texts('.a # == and\n== 1')).toEqual(['.a_ # == and\n== 1', '.a # == and\n== 2']);
    for (const [, expressions] of confusions) {
      for (const expression of expressions) {
        const forms = texts(expression).map(canonicalJq);
        expect(new Set([...forms, canonicalJq(expression)]).size).toBe(forms.length + 1);
      }
    }
  });

  test('makes valid jq only', async () => {
    const jq = jqForTests();
    const originals = confusions.flatMap(([, expressions]) => expressions);
    const broken = await jq.compile(originals);
    const all = originals.filter((_, index) => broken[index] === null).flatMap(texts);
    expect(all.length).toBeGreaterThan(200);
    expect((await jq.compile(all)).filter((problem) => problem !== null)).toEqual([]);
  });
});
