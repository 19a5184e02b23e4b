import { describe, expect, test } from 'vitest';
import { readTraceparent } from '../../../src/core/trace/traceparent.ts';

const [trace, span] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];

describe('core/trace/traceparent', () => {
  test('valid ones are kept, those of later versions as far as we know them', () => {
    expect(readTraceparent(`00-${trace}-${span}-01`)).toBe(`00-${trace}-${span}-01`);
    expect(readTraceparent(` 01-${trace}-${span}-00-more `)).toBe(`00-${trace}-${span}-00`);
  });

  test.each([
    undefined,
    ['a', 'b'],
    '',
    'no',
    `ff-${trace}-${span}-01`,
    `00-${'0'.repeat(32)}-${span}-01`,
    `00-${trace}-${'0'.repeat(16)}-01`,
    `00-${trace.toUpperCase()}-${span}-01`,
    `00-${trace}-${span}`,
    `00-${trace}-${span}-01${'x'.repeat(200)}`,
  ])('%j is ignored', (header) => {
    expect(readTraceparent(header)).toBeNull();
  });
});
