import { secretIn } from '../../secrets/detect.ts';
import type { TextRule } from '../rule.ts';

/** Secrets that stand in the file. */
export const hardCodedSecret: TextRule = {
  code: 'lint/hard-coded-secret',
  severity: 'error',
  title: 'A secret in the file',
  why: 'Whoever reads the repository has the secret, and its history keeps it; revoke it, then store a new one.',
  example: '"Authorization": "Bearer ghp_0123456789abcdefghijklmnopqrstuvwxyz"',
  fix: '"Authorization": "Bearer {{ .secrets.GITHUB_TOKEN }}"',
  look(text, key, field) {
    const found = secretIn(text, key);
    if (!found) return [];
    const way =
      field === 'trigger'
        ? 'revoke it, and ask for something else: a condition cannot read secrets.'
        : 'revoke it, store a new one as a secret and write {{ .secrets.NAME }} in its place.';
    const message = `This is ${found.name}; ${way}`;
    return [{ message, span: { start: found.start, end: found.end } }];
  },
};
