import { describe, expect, test } from 'vitest';
import { closest } from '../../src/core/closest.ts';

describe('core/closest', () => {
  test.each([
    ['blueprint', ['type', 'blueprintIdentifier'], 'blueprintIdentifier'],
    ['Blueprint_Identifier', ['blueprintIdentifier'], 'blueprintIdentifier'],
    ['titel', ['identifier', 'title'], 'title'],
    ['pubilsh', ['publish'], 'publish'],
    ['uri', ['url', 'agent'], 'url'],
    ['zzz', ['url', 'agent'], undefined],
    ['', ['url'], undefined],
    ['x'.repeat(1_000_000), ['url'], undefined],
  ])('%s', (word, candidates, expected) => {
    expect(closest(word, candidates)).toBe(expected);
  });
});
