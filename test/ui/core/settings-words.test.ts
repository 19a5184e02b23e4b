import { expect, test } from 'vitest';
import { settingsWords } from '../../../src/ui/core/settings-words.ts';

test('ui/core/settings-words: names each setting and its value', () => {
  expect(settingsWords({ concurrency: 2, retry: ['10s', '1m'] })).toBe('concurrency 2 · retry 10s, 1m');
  expect(settingsWords(null)).toBe('');
});
