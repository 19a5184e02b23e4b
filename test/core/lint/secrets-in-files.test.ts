import { describe, expect, test } from 'vitest';
import type { Issue } from '../../../src/core/issue/issue.ts';
import { secretsInFiles } from '../../../src/core/lint/secrets-in-files.ts';

const token = `ghp_${'a1B2'.repeat(9)}`;
const broken = (file: string): Issue => {
  const start = { line: 1, column: 1 };
  return { code: 'syntax/yaml', severity: 'error', file, range: { start, end: start }, message: 'Wrong.' };
};
const found = (path: string, text: string, reported: readonly Issue[] = []) =>
  secretsInFiles([{ path, text }], reported).map(({ code, severity, range, message }) => {
    return `${severity} ${code} ${range.start.line}:${range.start.column}-${range.end.column} ${message.split(';')[0]}`;
  });

describe('core/lint/secrets-in-files', () => {
  test('finds tokens in unreadable files, comments and tests', () => {
    const text = `\uFEFFa: [\nAuthorization: Bearer ${token}\n`;
    const place = 'error lint/hard-coded-secret 2:23-63 This is a GitHub token';
    expect(found('a.yml', text, [broken('a.yml')])).toEqual([place]);
    expect(found('a.yml', `a: 1\n# old token was:      ${token}\n`)).toEqual([place]);
    expect(found('a.test.yml', `tests:\n- request: {body: x.. ${token}}\n`)).toEqual([place]);
  });

  test('goes by key names only in definitions that lint could not check', () => {
    const text = '{"headers": {"X-Api-Key": "abcdef0123456789abcdef"';
    expect(found('a.json', text)).toEqual([]);
    expect(found('a.json', text, [broken('a.json')])).toEqual([
      'error lint/hard-coded-secret 1:28-50 This is a credential',
    ]);
    expect(found('a.test.yml', 'secrets: {TOKEN: test-token-0123456', [broken('a.test.yml')])).toEqual([]);
  });

  test('reports no secret twice', () => {
    const text = `token: ${token}\nother: ${token}\n`;
    const [first] = secretsInFiles([{ path: 'a.yml', text }], [broken('a.yml')]);
    expect(found('a.yml', text, [broken('a.yml'), ...(first ? [first] : [])])).toEqual([
      'error lint/hard-coded-secret 2:8-48 This is a GitHub token',
    ]);
  });
});
