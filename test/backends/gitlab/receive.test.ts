import { describe, expect, test } from 'vitest';
import { createGitLabWebhooks } from '../../../src/backends/gitlab/receive.ts';
import type { StoredDelivery } from '../../../src/backends/provider-contract.ts';

const body = Buffer.from(
  JSON.stringify({ object_kind: 'pipeline', object_attributes: { id: 7, status: 'failed' }, project: { id: 3 } }),
);

/** A webhook as GitLab sends it. */
const request = (rawBody: Uint8Array, id: string, token: string) => ({
  header: (name: string) => ({ 'idempotency-key': id, 'x-gitlab-token': token })[name] ?? '',
  rawBody,
});

describe('backends/gitlab/receive', () => {
  const stored: StoredDelivery[] = [];
  const webhooks = createGitLabWebhooks('a secret token', async (delivery) => stored.push(delivery));
  const receive = (rawBody: Uint8Array, id = '', token = 'a secret token') => webhooks(request(rawBody, id, token));

  test('a repeated webhook has the same id, with or without a header for it', async () => {
    stored.length = 0;
    for (const id of ['key-1', 'key-1', '', '', '../no id']) expect(await receive(body, id)).toBe('stored');
    const [first, second, third, fourth, fifth] = stored.map(({ id }) => id);
    expect([first, second]).toEqual(['gitlab-key-1', 'gitlab-key-1']);
    expect(third).toMatch(/^gitlab-[0-9a-f]{64}$/);
    expect([fourth, fifth]).toEqual([third, third]);
  });

  test.each(['', 'a secret toke', 'another token!', 'a secret token '])('the token %j is refused', async (token) => {
    stored.length = 0;
    expect(await receive(body, 'key-2', token)).toBe('bad-signature');
    expect(stored).toEqual([]);
  });

  test('a body that is not a JSON object is invalid, and other events are only acknowledged', async () => {
    stored.length = 0;
    for (const text of ['', 'no json', '[1]', 'null']) expect(await receive(Buffer.from(text))).toBe('invalid');
    expect(await receive(Buffer.from('{"object_kind":"push"}'))).toBe('stored');
    expect(stored).toEqual([]);
  });

  test('a webhook that cannot be stored is refused, so that GitLab sends it again', async () => {
    const failing = createGitLabWebhooks('a secret token', () => Promise.reject(new Error('disk full')));
    await expect(failing(request(body, 'k', 'a secret token'))).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
});
