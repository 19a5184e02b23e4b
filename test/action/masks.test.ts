import { describe, expect, test } from 'vitest';
import { maskSecrets } from '../../src/action/masks.ts';

const token = `ghp_${'a1B2'.repeat(9)}`;

describe('action/masks', () => {
  test('a token is blotted out of a file that lint could not look at', () => {
    const text = `url: x\nAuthorization: Bearer ${token} # and ${token}\n bad: [\n`;
    const [masked = ''] = maskSecrets(new Map([['a.yml', text]]), []).values();
    expect(masked).not.toContain(token);
    expect(masked).toHaveLength(text.length);
    expect(masked).toContain('url: x\nAuthorization: ');
    expect(masked).toContain(' bad: [');
  });
});
