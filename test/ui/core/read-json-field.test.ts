import { describe, expect, test } from 'vitest';
import { readJsonField } from '../../../src/ui/core/read-json-field.ts';

describe('ui/core/read-json-field', () => {
  test.each([
    ['', ['object'], undefined],
    ['{"a": 1}', ['object', 'string'], { a: 1 }],
    ['{{ .body }}', ['object', 'string'], '{{ .body }}'],
    ['12', ['integer'], 12],
  ] as const)('%j means %j', (text, types, value) => {
    expect(readJsonField(text, types)).toEqual({ value, problem: null });
  });

  test.each([
    ['{"a": 1', ['object', 'string'], 'This is not JSON yet'],
    ['twelve', ['integer'], 'This is not a number'],
    ['1,5', ['number'], 'This is not a number'],
  ] as const)('%j means nothing yet', (text, types, problem) => {
    expect(readJsonField(text, types).problem).toContain(problem);
  });
});
