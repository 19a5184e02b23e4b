import { describe, expect, test } from 'vitest';
import { isObject, valueAt } from '../../src/core/json.ts';

describe('core/json', () => {
  test('an array and null are no objects', () => {
    expect([isObject({}), isObject([]), isObject(null), isObject('x')]).toEqual([true, false, false, false]);
  });

  test('a path never reads a prototype', () => {
    expect(valueAt({ a: { b: 1 } }, 'a', 'b')).toBe(1);
    expect(valueAt({ a: {} }, 'a', 'constructor')).toBeUndefined();
  });
});
