import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/core/json.ts';
import { automation, lintFile } from '../lint-file.ts';

const found = async (method: JsonObject) => {
  const issues = await lintFile(automation({ method: { type: 'WEBHOOK', url: 'https://example.com', ...method } }));
  return issues.filter(({ code }) => code === 'lint/replaced-header').map(({ marked, message }) => [marked, message]);
};

describe('core/lint/rules/replaced-header', () => {
  test('names the header that is sent', async () => {
    const headers = { 'content-type': 'text/plain', 'Content-Type': 'application/json', 'Webhook-Signature': 'x' };
    expect(await found({ headers })).toEqual([
      [
        '"content-type"',
        '`content-type` and `Content-Type` are the same header, and only the value of `Content-Type` is sent; remove one.',
      ],
      [
        '"Webhook-Signature"',
        '`Webhook-Signature` is sent with the signature of this service instead of this value; remove it.',
      ],
    ]);
    expect(await found({ headers, agent: true })).toEqual([]);
    expect(await found({ headers: { 'content-type': 'text/plain', accept: 'x', '{{ .runId }}': 'x' } })).toEqual([]);
  });
});
