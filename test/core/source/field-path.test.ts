import { describe, expect, test } from 'vitest';
import { fieldPath } from '../../../src/core/source/field-path.ts';

describe('core/source/field-path', () => {
  test.each([
    [[], ''],
    [['tests', 1, 'event'], 'tests[1].event'],
    [[0, 'identifier'], '[0].identifier'],
    [['invocationMethod', 'headers', 'x-y'], 'invocationMethod.headers["x-y"]'],
    [['headers', ''], 'headers[""]'],
  ])('%j is %s', (path, text) => {
    expect(fieldPath(path)).toBe(text);
  });
});
