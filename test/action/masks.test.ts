import { describe, expect, test } from 'vitest';
import { maskSecrets } from '../../src/action/masks.ts';
import type { Issue } from '../../src/core/issue.ts';

const range = { start: { line: 3, column: 1 }, end: { line: 3, column: 2 } };
const issue: Issue = { code: 'syntax/yaml', severity: 'error', file: 'a.yml', range, message: 'Wrong.' };
const token = `ghp_${'a1B2'.repeat(9)}`;

describe('action/masks', () => {
  test('a token is blotted out of a file that lint could not look at', () => {
    const text = `url: x\nAuthorization: Bearer ${token} # and ${token}\n bad: [\n`;
    const [masked = ''] = maskSecrets(new Map([['a.yml', text]]), [issue]).values();
    expect(masked).not.toContain(token);
    expect(masked).toHaveLength(text.length);
    expect(masked).toContain('url: x\nAuthorization: ');
    expect(masked).toContain(' bad: [');
  });

  test('a file that nothing is said of is not shown at all', () => {
    expect([...maskSecrets(new Map([['b.yml', token]]), [issue])]).toEqual([]);
  });
});
