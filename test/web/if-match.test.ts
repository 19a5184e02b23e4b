import { describe, expect, test } from 'vitest';
import { readIfMatch } from '../../src/web/if-match.ts';

const read = (text?: string) => readIfMatch({ headers: text === undefined ? {} : { 'if-match': text } });

describe('web/if-match', () => {
  test.each([
    [undefined, undefined],
    ['*', 'any'],
    ['"a1"', ['a1']],
    ['W/"a1"', ['a1']],
    [' "a1" , W/"b2",', ['a1', 'b2']],
  ])('reads %s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each(['', 'a1', '"a1', '"a1" "b2"', '*, "a1"x', ',"a"'])('refuses %s', (text) => {
    expect(() => read(text)).toThrow(/If-Match must be a revision in double quotes/);
  });
});
