import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import { dispatchInputs, dispatchLimits } from '../../../src/core/workflow/dispatch-inputs.ts';

describe('core/workflow/dispatch-inputs', () => {
  test('converts values to text: text unchanged, the rest as compact JSON', () => {
    const asked = dispatchInputs({ text: 'a "b"', number: 3, yes: true, list: [1, 'x'], object: { a: { b: null } } });
    expect(asked).toEqual({
      ref: null,
      inputs: { text: 'a "b"', number: '3', yes: 'true', list: '[1,"x"]', object: '{"a":{"b":null}}' },
      nulls: [],
    });
  });

  test('converts null to the text null and lists its name for the log', () => {
    expect(dispatchInputs({ service: null })).toEqual({ ref: null, inputs: { service: 'null' }, nulls: ['service'] });
  });

  test('uses ref as the branch, not as an input', () => {
    expect(dispatchInputs({ ref: 'release/1', a: '1' })).toEqual({ ref: 'release/1', inputs: { a: '1' }, nulls: [] });
  });

  test.each([[''], [null]])('uses the default branch for the ref %j', (ref) => {
    expect(dispatchInputs({ ref })).toMatchObject({ ref: null });
  });

  test.each<[Json]>([[3], [['main']], [{ name: 'main' }], [false]])('rejects the ref %j', (ref) => {
    expect(dispatchInputs({ ref })).toHaveProperty('problem', expect.stringContaining('workflowInputs.ref'));
  });

  test('rejects inputs that are not an object, and accepts absent ones', () => {
    expect(dispatchInputs(undefined)).toEqual({ ref: null, inputs: {}, nulls: [] });
    expect(dispatchInputs('a=1')).toHaveProperty('problem');
    expect(dispatchInputs(['a'])).toHaveProperty('problem');
  });

  test('accepts 25 inputs besides ref, and rejects 26 with their number', () => {
    const some = (count: number): JsonObject =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`input_${index}`, 'x']));
    expect(dispatchInputs({ ...some(25), ref: 'main' })).toHaveProperty('inputs');
    expect(dispatchInputs(some(26))).toHaveProperty('problem', expect.stringContaining('26 inputs'));
  });

  test('accepts 65,535 characters, and rejects one more with their number', () => {
    const frame = JSON.stringify({ a: '' }).length;
    const a = 'x'.repeat(dispatchLimits.characters - frame);
    expect(dispatchInputs({ a })).toHaveProperty('inputs');
    expect(dispatchInputs({ a: `${a}x` })).toHaveProperty('problem', expect.stringContaining('65536 characters'));
  });

  test('treats names such as constructor as ordinary names', () => {
    const asked = dispatchInputs(JSON.parse('{"__proto__": "a", "constructor": "b"}'));
    expect(JSON.stringify(asked)).toContain('{"__proto__":"a","constructor":"b"}');
  });

  test('lets a workflow read back exactly what was sent', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 5 }), (given) => {
        const { ref: _ref, ...rest } = given as JsonObject;
        const asked = dispatchInputs(rest);
        if ('problem' in asked) return;
        for (const [name, text] of Object.entries(asked.inputs)) {
          const value = rest[name];
          expect(typeof value === 'string' ? text : JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        }
      }),
    );
  });
});
