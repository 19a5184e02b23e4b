import { expect, test } from 'vitest';
import type { CheckView } from '../../../src/core/views/health-view.ts';
import { sentence, worstFirst } from '../../../src/ui/core/health-words.ts';

const check = (name: string, state: CheckView['state']): CheckView => ({
  ...{ name, state, title: name, message: '', fix: null },
});

test('ui/core/health-words: problems come first, otherwise in the order of the service', () => {
  const checks = [check('a', 'ok'), check('b', 'warning'), check('c', 'error'), check('d', 'ok'), check('e', 'error')];
  expect(worstFirst(checks).map(({ name }) => name)).toEqual(['c', 'e', 'b', 'a', 'd']);
  expect(sentence('set SECRET_ABSENT')).toBe('Set SECRET_ABSENT.');
});
