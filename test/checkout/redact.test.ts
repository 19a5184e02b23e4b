import { describe, expect, test } from 'vitest';
import { redactIssues, redactTexts, redactValue } from '../../src/checkout/redact.ts';
import type { Issue } from '../../src/core/issue/issue.ts';

const range = { start: { line: 3, column: 1 }, end: { line: 3, column: 2 } };
const issue: Issue = { code: 'syntax/yaml', severity: 'error', file: 'a.yml', range, message: 'Wrong.' };
const token = `ghp_${'a1B2'.repeat(9)}`;

describe('checkout/redact', () => {
  test('redacts a token in a file that lint could not check', () => {
    const text = `url: x\nAuthorization: Bearer ${token} # and ${token}\n bad: [\n`;
    const [masked = ''] = redactTexts(new Map([['a.yml', text]]), [issue]).values();
    expect(masked).not.toContain(token);
    expect(masked).toHaveLength(text.length);
    expect(masked).toContain('url: x\nAuthorization: ');
    expect(masked).toContain(' bad: [');
  });

  test('redacts a whole private key, although lint marks only its first line', () => {
    const key = 'MIIEpAIBAAKCAQEAx7f8';
    const text = `{"key": "-----BEGIN RSA PRIVATE KEY-----\\n${key}\\n${key}"}`;
    const place = { start: { line: 1, column: 10 }, end: { line: 1, column: 41 } };
    const found: Issue = { ...issue, code: 'lint/hard-coded-secret', range: place };
    const [masked = ''] = redactTexts(new Map([['a.yml', text]]), [found]).values();
    expect(masked).not.toContain(key);
    expect(masked).toHaveLength(text.length);
  });

  test('redacts all secrets that lint found by name, on one line or several', () => {
    const text = '\uFEFFa: hunter2hunter2, b: swordfish1\r\n c: swordfish2\r\nd: 1';
    const at = (line: number, column: number, end: number): Issue => ({
      ...issue,
      code: 'lint/hard-coded-secret',
      range: { start: { line, column }, end: { line, column: end } },
    });
    const found = [at(2, 5, 15), at(1, 23, 33), at(1, 4, 18), at(1, 8, 12)];
    const [masked] = redactTexts(new Map([['a.yml', text]]), found).values();
    expect(masked).toBe('\uFEFFa: ••••••••••••••, b: ••••••••••\r\n c: ••••••••••\r\nd: 1');
  });

  test('redacts simple passwords, and credentials in a URL, in a plan', () => {
    expect(redactValue('hunter2', 'db_password')).toBe('•••');
    expect(redactValue({ Cookie: 'session=1' }, 'headers')).toEqual({ Cookie: '•••' });
    expect(redactValue('postgres://admin:S3cr3tPass@db.example.com/x', 'db')).toBe('•••');
    expect(redactValue('{{ .secrets.DB_PASSWORD }}', 'password')).toBe('{{ .secrets.DB_PASSWORD }}');
  });

  test('omits a file without issues', () => {
    expect([...redactTexts(new Map([['b.yml', token]]), [issue])]).toEqual([]);
  });

  test('redacts secrets in messages, details and related places, and drops a suggestion that contains one', () => {
    const [masked] = redactIssues([
      {
        ...issue,
        message: `\`${token}\` is wrong.`,
        details: `+ "X": "${token}"\n+ "Authorization": "Bearer abcdefgh12345678"`,
        related: [{ file: 'b.yml', range, message: `It is ${token} here.` }],
        suggestion: token,
      },
    ]);
    expect(masked).toEqual({
      ...issue,
      message: `\`${'•'.repeat(40)}\` is wrong.`,
      details: `+ "X": "${'•'.repeat(40)}"\n+ "Authorization": "${'•'.repeat(6)} ${'•'.repeat(16)}"`,
      related: [{ file: 'b.yml', range, message: `It is ${'•'.repeat(40)} here.` }],
    });
    expect(redactIssues([{ ...issue, suggestion: 'x' }])).toEqual([{ ...issue, suggestion: 'x' }]);
  });
});
