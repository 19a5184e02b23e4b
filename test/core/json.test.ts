import { describe, expect, test } from 'vitest';
import { isObject, valueAt } from '../../src/core/json.ts';

describe('core/json', () => {
  test('does not treat an array or null as an object', () => {
    expect([isObject({}), isObject([]), isObject(null), isObject('x')]).toEqual([true, false, false, false]);
  });

  test('never reads a prototype through a path', () => {
    expect(valueAt({ a: { b: 1 } }, 'a', 'b')).toBe(1);
    expect(valueAt({ a: {} }, 'a', 'constructor')).toBeUndefined();
  });
});
