import { describe, expect, test } from 'vitest';
import { redactText } from '../../../src/core/secrets/redact-text.ts';

const token = `ghp_${'a1B2'.repeat(9)}`;
const slack = 'xoxb-0123456789-abc';
const key = '-----BEGIN RSA PRIVATE KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQ==\n-----END RSA PRIVATE KEY-----';

describe('core/secrets/redact-text', () => {
  test('redacts every secret in a text in any order, and nothing else', () => {
    const text = `one ${token} two ${slack} three ${token}\nfour ${slack}`;
    expect(redactText(text)).toBe(
      `one ${'•'.repeat(40)} two ${'•'.repeat(19)} three ${'•'.repeat(40)}\nfour ${'•'.repeat(19)}`,
    );
    expect(redactText('a plain text: with "quotes" and https://example.com/path?a=b')).toBe(
      'a plain text: with "quotes" and https://example.com/path?a=b',
    );
  });

  test('redacts all lines of a private key, plain, escaped or cut off', () => {
    for (const written of [key, JSON.stringify(key).slice(1, -1), key.slice(0, 60)]) {
      const redacted = redactText(`a: ${written}`);
      expect(redacted).toHaveLength(written.length + 3);
      expect(redacted).toMatch(/^a: [•\s]+$/);
    }
    expect(redactText(`${key}\nafter`)).toMatch(/\nafter$/);
  });

  test.each([
    ['  password: hunter2hunter2hunter2 # for now', 'hunter2hunter2hunter2'],
    ['"Authorization": "Bearer abcdefgh12345678",', 'abcdefgh12345678'],
    ['+   "body": "{\\"api_key\\": \\"abcdefgh12345678\\"}"', 'abcdefgh12345678'],
    ["routing_key: '0123456789abcdef0123456789abcdef'", '0123456789abcdef0123456789abcdef'],
  ])('redacts a secret by the name of its key: %s', (line, secret) => {
    expect(redactText(line)).not.toContain(secret);
    expect(redactText(line)).toHaveLength(line.length);
  });

  test.each([
    ['headers: { X-Secret: abc, Accept: json }', 'headers: { X-Secret: •••• ••••••• •••• }'],
    ['  X-Secret: "abc def"', '  X-Secret: "••• •••"'],
    ['  Cookie: session=abc; other=def', '  Cookie: •••••••••••• •••••••••'],
    ['  "Authorization": "Bearer abc",', '  "Authorization": "Bearer •••",'],
    ['  Authorization: Basic abc:{{ .x }}def', '  Authorization: Basic ••••{{ .x }}•••'],
    ['url: https://x.io/?a=1&token=abc&b=2', 'url: https://x.io/?a=1&token=•••&b=2'],
    ['url: https://x.io/?sig=ab%2Fc#top', 'url: https://x.io/?sig=••••••#top'],
    ['a:\n  X-Secret: >-\n    abc\n    def\n  other: x', 'a:\n  X-Secret: >-\n    •••\n    •••\n  other: x'],
    ["curl -H 'X-Secret: abc' https://x.io", "curl -H 'X-Secret: •••' https://x.io"],
    ['{"body": "{\\"secret\\": \\"abc\\"}"}', '{"body": "{\\"secret\\": \\"•••\\"}"}'],
    ['+   "x-api-key": "abc"', '+   "x-api-key": "•••"'],
    ['- password: x1', '- password: ••'],
  ])('redacts a private header, field or parameter, however short: %j', (text, redacted) => {
    expect(redactText(text)).toBe(redacted);
  });

  test('keeps templates, placeholders and values under other names', () => {
    for (const line of [
      'password: "{{ .secrets.PASSWORD }}"',
      'token: YOUR_TOKEN_1234567890',
      'title: abcdefgh12345678',
      '  Authorization: Bearer {{ .secrets.TOKEN }}',
      'https://x.io/?token={{ .secrets.TOKEN }}&page=2',
      '"secrets": {"a": 1}',
      'The field `token`: did you mean `tokens`?',
      'max_tokens: 4096',
      'client-secret: <YOUR-SECRET>',
      '"token": null',
    ]) {
      expect(redactText(line)).toBe(line);
    }
  });
});
