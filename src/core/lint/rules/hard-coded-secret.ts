import { secretIn } from '../../secrets/detect.ts';
import type { TextRule } from '../rule.ts';

/** Reports secrets written in definitions. */
export const hardCodedSecret: TextRule = {
  code: 'lint/hard-coded-secret',
  severity: 'error',
  title: 'A hard-coded secret',
  why: 'Everyone who can read the repository has the secret, and the Git history keeps it. Revoke it and store a new one.',
  example: '"Authorization": "Bearer ghp_0123456789abcdefghijklmnopqrstuvwxyz"',
  fix: '"Authorization": "Bearer {{ .secrets.GITHUB_TOKEN }}"',
  look(text, key, field) {
    const found = secretIn(text, key);
    if (!found) return [];
    const advice =
      field === 'trigger'
        ? 'revoke it and change the condition: conditions cannot read secrets.'
        : 'revoke it, store a new one as a secret, and write {{ .secrets.NAME }} instead.';
    const message = `This is ${found.name}; ${advice}`;
    return [{ message, span: { start: found.start, end: found.end } }];
  },
};
