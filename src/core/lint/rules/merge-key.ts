import { mergeKey, mergeKeyMessage } from '../../source/yaml-merge-key.ts';
import type { TextRule } from '../rule.ts';

/** Reports YAML merge keys that are not merged. */
export const unmergedKey: TextRule = {
  code: 'lint/merge-key',
  severity: 'warning',
  title: 'A merge key that has no effect',
  why: 'YAML 1.2 has no merge keys, so `<<` would be sent as an ordinary field.',
  example: 'body: { <<: *defaults, text: hello }',
  fix: 'Add the lines `%YAML 1.1` and `---` at the top of the file.',
  look(text, key) {
    return text === mergeKey && key === '' ? [{ message: mergeKeyMessage }] : [];
  },
};
