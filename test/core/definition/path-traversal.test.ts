import { describe, expect, test } from 'vitest';
import { findPathTraversal } from '../../../src/core/definition/path-traversal.ts';

const base = 'https://api.getport.io/v1/blueprints/env/entities/';

describe('core/definition/path-traversal', () => {
  test.each([
    ['../../../actions/victim', 'a dot segment'],
    ['./x', 'a dot segment'],
    ['..', 'a dot segment'],
    ['..?x=1', 'a dot segment'],
    ['..#x', 'a dot segment'],
    ['%2e%2E/x', 'a dot segment'],
    ['.%2e/x', 'a dot segment'],
    ['%252e%252e/x', 'a dot segment'],
    ['.\t./x', 'a dot segment'],
    ['.\r\n./x', 'a dot segment'],
    ['..\\..\\actions', 'a backslash'],
    ['x\\y', 'a backslash'],
    ['..%2f..%2Factions', 'an encoded slash'],
    ['a%2fb', 'an encoded slash'],
    ['a%5Cb', 'an encoded backslash'],
    ['a%255cb', 'an encoded backslash'],
    ['a%25252fb', 'an encoded slash'],
    ['a%25252525252525252fb', 'repeatedly encoded percent signs'],
  ])('finds %j in a path', (piece, flaw) => {
    expect(findPathTraversal(base + piece)).toBe(flaw);
    expect(findPathTraversal(` ${base.replace('https://', 'HTTPS:\\\\')}${piece} `)).toBe(flaw);
  });

  test('accepts paths that only look suspicious', () => {
    for (const piece of ['a.b', '...', 'a..b', 'x?path=../y%2F..', 'x#../y', '100%25', 'caf%C3%A9', '%20', '%']) {
      expect(findPathTraversal(base + piece)).toBeNull();
    }
    expect(findPathTraversal('https://api.getport.io')).toBeNull();
    expect(findPathTraversal('https://api.getport.io?x=../y')).toBeNull();
  });
});
