import { describe, expect, test } from 'vitest';
import { checkEntity, isEqual, writeEntity } from '../../../src/core/catalog/entity.ts';

const author = { by: 'me', at: '2026-01-02T00:00:00.000Z' };
const before = {
  identifier: 'x',
  title: 'X',
  icon: null,
  blueprint: 'service',
  team: ['a'],
  properties: { cpu: 1, language: 'Go' },
  relations: { system: 'shop' },
  createdAt: '2026-01-01T00:00:00.000Z',
  createdBy: 'her',
  updatedAt: '2026-01-01T00:00:00.000Z',
  updatedBy: 'her',
};
const input = { identifier: 'x', blueprint: 'service', properties: { cpu: 2 } };

describe('core/catalog/entity', () => {
  test('keeps omitted fields when merging', () => {
    const { after, created, changed } = writeEntity(before, input, 'merge', author);
    expect([created, changed]).toEqual([false, true]);
    expect(after).toEqual({
      ...before,
      properties: { cpu: 2, language: 'Go' },
      updatedAt: author.at,
      updatedBy: 'me',
    });
  });

  test('drops omitted fields when overriding, but keeps the creator', () => {
    const { after } = writeEntity(before, input, 'override', author);
    expect(after).toMatchObject({ title: 'x', team: [], properties: { cpu: 2 }, relations: {}, createdBy: 'her' });
  });

  test('leaves the entity unchanged if nothing changes', () => {
    const same = { identifier: 'x', blueprint: 'service', properties: { language: 'Go' }, team: 'a' };
    expect(writeEntity(before, same, 'merge', author)).toEqual({ after: before, created: false, changed: false });
  });

  test('rejects creating an existing entity and changing a missing one', () => {
    expect(() => writeEntity(before, input, 'create', author)).toThrow('already exists');
    expect(() => writeEntity(null, input, 'patch', author)).toThrow('The entity service/x does not exist');
    expect(() => writeEntity(null, input, 'replace', author)).toThrow('does not exist');
    expect(writeEntity(null, input, 'override', author)).toMatchObject({ created: true, changed: true });
  });

  test('reports all mistakes in a body at once', () => {
    const wrong = { identifier: 'a\nb', blueprint: 'other', title: 1, properties: [], team: [1], propertys: {} };
    expect(() => checkEntity('service', wrong)).toThrow(
      /identifier must be text.*blueprint is "other".*propertys is not a field.*title must be text.*properties must be.*team must be/,
    );
  });

  test('limits identifiers in bytes, not in characters', () => {
    expect(checkEntity('service', { identifier: 'é'.repeat(500) })).toMatchObject({ blueprint: 'service' });
    expect(() => checkEntity('service', { identifier: 'é'.repeat(501) })).toThrow('at most 1,000 bytes');
    expect(() => checkEntity('漢'.repeat(334), { identifier: 'x' })).toThrow('the blueprint is not a valid identifier');
  });

  test('ignores the order of keys', () => {
    expect(isEqual({ a: [1, { b: 2, c: null }] }, { a: [1, { c: null, b: 2 }] })).toBe(true);
    expect(isEqual({ a: 1 }, { a: 1, b: 2 })).toBe(false);
    expect(isEqual([1, 2], [2, 1])).toBe(false);
    expect(isEqual({ constructor: 1 }, { a: 1 })).toBe(false);
  });
});
