import { describe, expect, test } from 'vitest';
import { describeType } from '../../../src/core/types/describe-type.ts';
import { anyBoolean, textOf, union } from '../../../src/core/types/type.ts';

describe('core/types/describe-type', () => {
  test('names alternatives in one list', () => {
    expect(describeType(anyBoolean)).toBe('true or false');
    expect(describeType(union(anyBoolean, textOf(['yes'])))).toBe('true, false or "yes"');
  });
});
