import { describe, expect, test } from 'vitest';
import type { HttpResult } from '../../../src/backends/backend.ts';
import { softError } from '../../../src/backends/webhook/soft-errors.ts';
import { webhook } from '../../../src/backends/webhook/webhook.ts';
import type { Json } from '../../../src/core/json.ts';
import { callWorld } from '../call-world.ts';

const teams = 'https://acme.webhook.office.com/webhookb2/x';

describe('backends/webhook/soft-errors', () => {
  test.each<[string, Json, string | null]>([
    [
      teams,
      'Webhook message delivery failed with error: HTTP error 429',
      'Microsoft Teams answered with success and an',
    ],
    [teams, 'Bad payload received by generic incoming webhook.', 'Microsoft Teams answered with success and an'],
    [teams, 1, null],
    [teams, null, null],
    ['https://oapi.dingtalk.com/robot/send', { errcode: 310000, errmsg: 'no keyword' }, 'DingTalk answered'],
    ['https://oapi.dingtalk.com/robot/send', { errcode: 0, errmsg: 'ok' }, null],
    ['https://open.feishu.cn/open-apis/bot/v2/hook/x', { code: 19001, msg: 'param invalid' }, 'Lark answered'],
    ['https://api.telegram.org/bot/sendMessage', { ok: false, description: 'chat not found' }, 'Telegram answered'],
    [
      'https://api.github.com/graphql',
      { data: null, errors: [{ message: 'Field x' }] },
      'The answer has errors, as Gr',
    ],
    ['https://example.com/', { errors: [{ message: 'a' }, { message: 'b' }] }, 'GraphQL reports them: a; b'],
    ['https://example.com/', { errors: ['a'] }, null],
    ['https://example.com/', { errors: [{ message: 'a' }], imported: 7 }, null],
    ['https://example.com/', { data: {}, errors: [] }, null],
    ['https://example.com/', 'Webhook message delivery failed', null],
    ['no url', { ok: false }, null],
  ])('%s answers %j', (url, answer, expected) => {
    if (expected === null) expect(softError(url, answer)).toBeNull();
    else expect(softError(url, answer)).toContain(expected);
  });

  test('the log warns, and the run succeeds', async () => {
    const text = 'Webhook message delivery failed with error: HTTP error 413';
    const answer: HttpResult = { type: 'answer', status: 200, headers: {}, text, truncated: false };
    const world = callWorld({ http: { send: async () => answer } });
    const outcome = await webhook.invoke(world.call({ type: 'WEBHOOK', url: teams, synchronized: true }));
    expect(outcome).toMatchObject({ type: 'succeeded' });
    expect(world.log).toEqual([{ level: 'warning', message: expect.stringContaining(text) }]);
  });
});
