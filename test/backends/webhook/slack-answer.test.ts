import { describe, expect, test } from 'vitest';
import type { HttpResult } from '../../../src/backends/backend.ts';
import { isSlackUrl, slackProblem } from '../../../src/backends/webhook/slack-answer.ts';
import { webhook } from '../../../src/backends/webhook/webhook.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { callWorld } from '../call-world.ts';

const slackUrl = 'https://hooks.slack.com/services/T0/B0/x';

/** One call that gets this answer; the real Slack cannot be called from a test. */
async function make(method: JsonObject, status: number, text: string, headers: Record<string, string> = {}) {
  const answer: HttpResult = { type: 'answer', status, headers, text, truncated: false };
  const world = callWorld({ http: { send: async () => answer } });
  return webhook.invoke(world.call({ type: 'WEBHOOK', url: slackUrl, synchronized: true, ...method }));
}

describe('backends/webhook/slack-answer', () => {
  test.each([
    [slackUrl, true],
    ['https://hooks.slack-gov.com/services/x', true],
    ['https://slack.com/api/chat.postMessage', true],
    ['https://acme.slack.com/api/chat.postMessage', true],
    ['https://slack.com/help', false],
    ['https://slack.com.example.com/api/x', false],
    ['https://hooks.slack.com.example.com/services/x', false],
    ['https://example.com/?https://hooks.slack.com', false],
    ['no url', false],
  ])('%s', (url, expected) => {
    expect(isSlackUrl(url)).toBe(expected);
  });

  test.each(['ok', ' ok\n', '', null, { ok: true }])('%j is a yes', (answer) => {
    expect(slackProblem(answer)).toBeNull();
  });

  test('an error from Slack is explained with a fix', () => {
    expect(slackProblem('no_text')).toMatch(/^no_text\. The body needs a `text`/);
    expect(slackProblem({ ok: false, error: 'invalid_payload' })).toMatch(/^invalid_payload\. The body must/);
    expect(slackProblem('something_new')).toBe('something_new');
    expect(slackProblem('constructor')).toBe('constructor');
    expect(slackProblem([1])).toBe('[1]');
  });

  test('the Web API says in `ok` whether it did anything', async () => {
    const url = 'https://slack.com/api/chat.postMessage';
    expect(await make({ url }, 200, '{"ok":true,"ts":"1"}')).toMatchObject({ type: 'succeeded' });
    expect(await make({ url }, 200, '{"ok":false,"error":"not_in_channel"}')).toMatchObject({
      type: 'rejected',
      message: 'Slack: not_in_channel. Invite the app to the channel.',
    });
    expect(await make({ url, synchronized: false }, 200, '{"ok":false,"error":"new"}')).toMatchObject({
      type: 'rejected',
      message: 'Slack: new',
    });
    expect(await make({ url }, 200, '{"ok":false,"error":"internal_error"}')).toMatchObject({ type: 'retry' });
  });

  test.each([{ type: 'SLACK' }, { type: 'WEBHOOK' }])(
    '%j: a success with an invalid text is a failure',
    async (method) => {
      expect(await make(method, 200, 'ok')).toMatchObject({ type: 'succeeded', statusCode: 200 });
      expect(await make(method, 200, 'invalid_payload')).toEqual({
        type: 'rejected',
        statusCode: 200,
        response: 'invalid_payload',
        message: expect.stringMatching(/^Slack: invalid_payload\. /),
      });
      expect(await make(method, 404, 'channel_not_found')).toMatchObject({
        type: 'rejected',
        statusCode: 404,
        message: expect.stringMatching(/^Slack answered 404: channel_not_found\. The channel/),
      });
      expect(await make(method, 429, 'rate_limited', { 'retry-after': '30' })).toMatchObject({
        type: 'retry',
        after: 30,
      });
    },
  );

  test('a message sent as SLACK ends with the answer; a plain webhook waits for a report as usual', async () => {
    expect(await make({ type: 'SLACK', synchronized: false }, 200, 'ok')).toMatchObject({ type: 'succeeded' });
    expect(await make({ synchronized: false }, 200, 'ok')).toMatchObject({ type: 'accepted' });
    expect(await make({ synchronized: false }, 200, 'no_text')).toMatchObject({ type: 'rejected' });
  });

  test('other hosts need not answer with ok', async () => {
    expect(await make({ url: 'https://example.com/' }, 200, 'no_text')).toMatchObject({ type: 'succeeded' });
  });

  test('a run links to the item that Jenkins queued', async () => {
    const jenkins = { type: 'JENKINS', url: 'https://jenkins.example.com/job/x/build', synchronized: false };
    const location = 'https://jenkins.example.com/queue/item/5/';
    expect(await make(jenkins, 201, '', { location })).toMatchObject({ type: 'accepted', link: location });
    expect(await make(jenkins, 200, '')).not.toHaveProperty('link');
    expect(await make(jenkins, 201, '', { location: 'javascript:alert(1)' })).not.toHaveProperty('link');
  });
});
