import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import { authorOf, deedOf, wayOf } from '../../../src/ui/core/revision-words.ts';

const change = (action: string, before: JsonObject | null, after: JsonObject | null) =>
  deedOf({ action, before, after });

describe('ui/core/revision-words', () => {
  test('says what a change did, and how', () => {
    expect(change('CREATE', null, {})).toBe('created it');
    expect(change('DELETE', {}, null)).toBe('deleted it');
    expect(change('UPDATE', { a: 1 }, { a: 2 })).toBe('changed it');
    expect(change('UPDATE', { a: 1, publish: true }, { a: 1, publish: false })).toBe('switched it off');
    expect(change('UPDATE', { a: 1, publish: false }, { a: 1 })).toBe('switched it on');
    expect(['UI', 'API', 'SYNC', 'NEW'].map((origin) => wayOf({ origin }))).toEqual([
      'on the page',
      'by the API',
      'by a sync',
      '',
    ]);
  });

  test('names people and programs without their kind', () => {
    expect(['user:ada', 'client:ci', 'github:acme/catalog', 'folder:automations', 'ada'].map(authorOf)).toEqual([
      'ada',
      'ci',
      'acme/catalog',
      'automations',
      'ada',
    ]);
  });
});
