import { describe, expect, it } from 'vitest';
import { rewriteQuotes } from '../../../src/core/expression/quotes.ts';

describe('core/expression/quotes', () => {
  it.each([
    [".a == 'Prod' then", '.a == "Prod" then'],
    [".a == 'Prod'", '.a == "Prod"'],
    ["'a' == .b", '"a" == .b'],
    [".a=='Prod'", '.a==\'Prod"'],
    [".a == 'two words' or .b == 'x'", '.a == "two words" or .b == "x"'],
    ['.a == "it\'s"', '.a == "it\'s"'],
    [".a | join(' ')", '.a | join(" \')'],
    ["x' 'y", 'x" \'y'],
    ['.a', '.a'],
  ])('turns %j into %j', (expression, rewritten) => {
    expect(rewriteQuotes(expression)).toBe(rewritten);
    expect(rewritten).toHaveLength(expression.length);
  });

  it('runs in linear time', () => {
    expect(rewriteQuotes(" '".repeat(500_000))).toHaveLength(1_000_000);
  });
});
