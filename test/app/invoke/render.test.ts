import { describe, expect, test } from 'vitest';
import { createRenderer } from '../../../src/app/invoke/render.ts';
import type { ServiceSettings } from '../../../src/app/world.ts';
import type { Automation } from '../../../src/core/automation.ts';
import type { Event } from '../../../src/core/event/event.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { queuedRun } from '../../../src/core/run/run.ts';
import { automation, created } from '../../e2e/harness/shapes.ts';
import { jqForTests } from '../../jq/jq.ts';

describe('app/invoke/render', () => {
  const jq = jqForTests();

  const render = async (url: string, body: JsonObject = {}) => {
    const settings = { secrets: { SET: 'known', HOST: 'example.com' } } as unknown as ServiceSettings;
    const method = { type: 'WEBHOOK', url, body };
    const definition = automation('a', { type: 'ENTITY_CREATED', blueprintIdentifier: 'b' }, method);
    const trigger = { by: {}, origin: 'API', at: '2026-01-01T00:00:00.000Z' };
    const event = { id: 'one', trigger, ...created('b', 'one') } as unknown as Event;
    const run = queuedRun({ id: 'r', eventId: 'one', automation: 'a', now: 0 });
    const [rendered] = await createRenderer({ jq, settings })(url, definition as unknown as Automation, [
      { run, event },
    ]);
    return rendered;
  };

  test.each([
    'https://example.com/{{ .secrets.HOOK }}',
    'https://example.com/{{ .secrets["HOOK"] | @uri }}',
    '{{ "https://example.com/" + .secrets.HOOK }}',
    '{{ .secrets.HOOK }}',
    'https://{{ .secrets.HOST }}/{{ .secrets.SET }}/{{ .secrets.HOOK }}',
  ])('does not call %s without its secret, and names it', async (url) => {
    expect(await render(url)).toEqual({
      ok: false,
      late: false,
      message:
        'Nothing was called: the URL needs the secret HOOK, which is not set. Set SECRET_HOOK and restart the service.',
    });
  });

  test.each([
    ['https://example.com/{{ .secrets.HOOK // "default" }}', 'https://example.com/default'],
    ['https://{{ if .secrets.HOOK then "a" else "b" end }}.example.com', 'https://b.example.com'],
    ['https://{{ .secrets.HOST }}/{{ .secrets.SET }}', 'https://example.com/known'],
    ['https://example.com/{{ .event.none }}', 'https://example.com/null'],
  ])('renders %s with its fallback', async (url, real) => {
    expect(await render(url)).toMatchObject({ ok: true, real: { url: real } });
  });

  test.each([
    ['https://user:t0ken@example.com/a?b=c@d', 'https://[credentials]@example.com/a?b=c@d'],
    ['https://t0ken@example.com/', 'https://[credentials]@example.com/'],
    ['https://{{ .secrets.SET }}:{{ .secrets.HOST }}@example.com/', 'https://[secret SET]:[secret HOST]@example.com/'],
    ['https://example.com/a@b', 'https://example.com/a@b'],
  ])('hides the credentials in a URL: %s', async (url, shown) => {
    const rendered = await render(url);
    expect(rendered).toMatchObject({ ok: true, shown: { url: shown } });
  });

  test('treats a password in a URL as a secret, to redact it from answers', async () => {
    expect(await render('https://us%40er:t%2F0ken@example.com/')).toMatchObject({
      secrets: { 'of the URL': 'us@er:t/0ken', 'in the URL': 't/0ken' },
    });
  });

  test('renders a missing secret elsewhere as null, with a warning', async () => {
    expect(await render('https://example.com', { token: '{{ .secrets.HOOK }}' })).toMatchObject({
      ok: true,
      real: { body: { token: null } },
      warnings: [{ message: 'The secret HOOK is not set (SECRET_HOOK); it renders as null' }],
    });
  });
});
