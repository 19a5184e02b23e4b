import { describe, expect, test } from 'vitest';
import { readHeaders } from '../../../src/app/tracing/read-headers.ts';

describe('app/tracing/read-headers', () => {
  test.each<[string, object]>([
    ['', {}],
    ['a=b', { a: 'b' }],
    ['authorization=Basic%20YTpi, x-scope = one ,', { authorization: 'Basic YTpi', 'x-scope': 'one' }],
    ['a=b=c', { a: 'b=c' }],
  ])('%j', (text, headers) => {
    expect(readHeaders(text)).toEqual(headers);
  });

  test.each(['a', '=b', 'a b=c', 'a=%', 'a=%0d%0ab'])('%j is not headers', (text) => {
    expect(readHeaders(text)).toBeNull();
  });
});
