import { mergeKey, mergeKeyMessage } from '../../source/merge-key.ts';
import type { TextRule } from '../rule.ts';

/** Merge keys that merge nothing. */
export const unmergedKey: TextRule = {
  code: 'lint/merge-key',
  severity: 'warning',
  title: 'A merge key that merges nothing',
  why: 'YAML 1.2 has no merge keys: `<<` would be sent as a field of that name, with the map below it.',
  example: 'body: { <<: *defaults, text: hello }',
  fix: 'A line `%YAML 1.1` at the top of the file, and a line `---` below it.',
  look(text, key) {
    return text === mergeKey && key === '' ? [{ message: mergeKeyMessage }] : [];
  },
};
