import { describe, expect, test } from 'vitest';
import { compileSchema } from '../../../../src/core/validate/schema/compile-schema.ts';
import { constraintText } from '../../../../src/core/validate/schema/constraint-text.ts';
import { describeErrors } from '../../../../src/core/validate/schema/describe.ts';

function message(schema: object, value: unknown): string | undefined {
  return describeErrors(compileSchema({ properties: { field: schema } })({ field: value }), [])[0]?.message;
}

describe('core/validate/schema/constraint-text', () => {
  test.each([
    [{ type: 'boolean' }, 'true or false'],
    [{ type: ['boolean', 'string'] }, 'true, false or text'],
    [{ type: ['string', 'array', 'null'] }, 'text, a list or null'],
    [{ oneOf: [{ type: 'boolean' }, { type: 'object' }] }, 'true, false or an object'],
  ])('%j is one list of alternatives', (schema, words) => {
    expect(message(schema, 1)).toBe(`\`field\` must be ${words}, not 1.`);
  });

  test('so is the type in a message of the API', () => {
    expect(constraintText('type', { type: 'boolean,null' })).toBe('must be true, false or null');
  });
});
