import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { formsOf, readFiles, readTables } from './harness/canary.ts';
import { dispatch, startAppServer, startGitHub } from './harness/github.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

/** Everything that escapes differently in some encoding is in it. */
const canary = 'Kanarien/vogel+"1"&<2>(3)!*\' ü€~';
/** A second one, that is the host of a URL. */
const host = 'Canary-Host.invalid';
/** A third one, that templates make a number of. */
const pin = '0090210417';

describe('e2e/secrets', () => {
  test('a secret is sent, and found nowhere else, in no encoding', async () => {
    await using sink = await startSink();
    const world = await startGitHub();
    await using server = await startAppServer(world.github, {
      ALLOWED_HOSTS: sink.host,
      LOG_LEVEL: 'trace',
      SECRET_CANARY: canary,
      SECRET_HOST: host,
      SECRET_PIN: pin,
    });
    server.expectError('a background task failed');

    const echo = ({ headers, body, path, query }: { headers: object; body: string; path: string; query: string }) =>
      JSON.stringify({ headers, body, path, query, [`key ${canary}`]: canary });
    const method = (url: string) => ({
      ...webhook(`${url}?plain={{ .secrets.CANARY | @uri }}&b={{ .secrets.CANARY | @base64 | @uri }}`, {
        plain: '{{ .secrets.CANARY }}',
        mixed: 'before {{ .secrets["CANARY"] }} after',
        '{{ .secrets.CANARY }}': 'a key',
        base64: '{{ .secrets.CANARY | @base64 }}',
        uri: '{{ .secrets.CANARY | @uri }}',
        json: '{{ {deep: [.secrets.CANARY]} | tojson }}',
        html: '{{ .secrets.CANARY | @html }}',
        root: '{{ . }}',
        all: '{{ .secrets }}',
      }),
      headers: {
        Authorization: 'Basic {{ ("user:" + .secrets.CANARY) | @base64 }}',
        'X-Other': 'Basic {{ ("u:" + .secrets.CANARY + ":tail") | @base64 }}',
        'X-Third': '{{ ("ab:" + .secrets.CANARY) | @base64 }}',
      },
    });
    const answers = {
      answered: (request: Parameters<typeof echo>[0]) => ({ body: echo(request) }),
      refused: (request: Parameters<typeof echo>[0]) => ({ status: 400, body: `No: ${echo(request)}` }),
      failing: (request: Parameters<typeof echo>[0]) => ({ status: 503, body: echo(request) }),
      quoting: () => ({ status: 422, body: formsOf(canary).join(' | ') }),
      listing: () => ({ body: JSON.stringify({ forms: formsOf(canary), ['a'.repeat(300)]: canary }) }),
      long: () => ({ status: 400, body: `${'x'.repeat(395)}${canary}` }),
      huge: () => ({ body: `${'x'.repeat(256 * 1024 - 10)}${canary}${'x'.repeat(100)}` }),
    } as const;
    for (const [name, answer] of Object.entries(answers)) {
      await server.automate(automation(name, on, method(sink.at(`/${name}`, answer))));
    }
    await server.automate(
      automation('unreachable', on, webhook('http://{{ .secrets.HOST }}/path')),
      automation('own_path', on, webhook('https://api.getport.io/v1/blueprints/{{ .secrets.HOST }}/entities', {})),
      automation(
        'numbers',
        on,
        webhook(
          sink.at('/numbers', ({ body }) => ({ body })),
          { pin: '{{ .secrets.PIN | tonumber }}', more: '{{ (.secrets.PIN | tonumber) + 1 }}' },
        ),
      ),
      automation(
        'reported',
        on,
        webhook(sink.at('/reported'), { key: '{{ .secrets.CANARY | ascii_upcase }}' }, { synchronized: false }),
      ),
      automation('odd_method', on, webhook(sink.url, {}, { method: '{{ .secrets.CANARY }}' })),
      automation('odd_header', on, webhook(sink.url, {}, { headers: { X: 'a\n{{ .secrets.CANARY }}' } })),
      automation('stored', on, {
        type: 'UPSERT_ENTITY',
        blueprintIdentifier: 'stored',
        mapping: { identifier: 'one', properties: { token: '{{ .secrets.CANARY | @base64 }}' } },
      }),
      automation('dispatched', on, dispatch({ workflowInputs: { '{{ .secrets.CANARY }}': '{{ .secrets.CANARY }}' } })),
      automation(
        'after',
        { type: 'ANY_RUN_CHANGE', actionIdentifier: 'answered' },
        webhook(sink.at('/after'), '{{ . }}'),
      ),
    );
    const [event] = await server.emit(created('canary', 'one'));
    expect(event?.runs).toHaveLength(Object.keys(answers).length + 8);
    const reported = event?.runs.find(({ automation: name }) => name === 'reported')?.id ?? '';
    await server.runIn(reported, 'accepted');
    const upper = canary.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());
    const report = (method: string, path: string, body: JsonObject) =>
      server.call(method, `/v1/actions/runs/${reported}${path}`, body);
    await report('POST', '/logs', { message: `log ${upper}`, statusLabel: `label ${upper} ${canary}` });
    await report('PATCH', '/response', { response: { [upper]: [Number(pin)] } });
    await report('PATCH', '', {
      status: 'SUCCESS',
      summary: `summary ${upper}`,
      link: `https://example.com/${encodeURIComponent(upper)}/${host.toLowerCase()}`,
      message: { text: upper },
      externalRunId: upper,
    });
    const runs = await until(
      async () => Promise.all((event?.runs ?? []).map(({ id }) => server.run(id))),
      (list) => list.every(({ execution }) => execution.phase === 'ended' || execution.phase === 'retrying'),
    );
    await until(
      () => server.runs('action=after&active=false'),
      (list) => list.length === 3,
    );

    // It was sent …
    const [sent] = sink.requests('/answered');
    expect(sent?.json).toMatchObject({
      plain: canary,
      base64: Buffer.from(canary).toString('base64'),
      [canary]: 'a key',
    });
    expect(sent?.headers.authorization).toBe(`Basic ${Buffer.from(`user:${canary}`).toString('base64')}`);
    expect(new URLSearchParams(sent?.query).get('plain')).toBe(canary);
    // … what came back is kept, without it …
    const named = (name: string) => runs.find(({ action }) => action.identifier === name);
    expect(named('answered')).toMatchObject({
      status: 'SUCCESS',
      response: { 'key [secret CANARY]': '[secret CANARY]' },
    });
    expect(named('refused')?.summary).toContain('HTTP 400: No:');
    expect(named('stored')).toMatchObject({
      status: 'FAILURE',
      summary: expect.stringContaining('The mapping uses a secret'),
    });
    expect(await server.entity('stored', 'one')).toBeNull();
    expect(sink.requests('/numbers')[0]?.json).toEqual({ pin: Number(pin), more: Number(pin) + 1 });
    expect(named('numbers')?.response).toEqual({ pin: '[secret]', more: '[secret]' });
    expect(sink.requests('/reported')[0]?.json).toEqual({ key: upper });
    expect(named('own_path')?.summary).toContain('The URL or the body uses a secret');
    // … and it is nowhere else.
    const places: Record<string, string> = {};
    for (const path of [
      '/v1/actions/runs?limit=1000',
      '/v1/events?limit=1000',
      '/v1/actions',
      '/docs/json',
      '/metrics',
    ]) {
      places[path] = (await server.send('GET', path)).text;
    }
    for (const { id } of await server.runs()) {
      for (const path of [`/v1/actions/runs/${id}`, `/v1/actions/runs/${id}/logs`]) {
        places[path] = (await server.send('GET', path)).text;
      }
    }
    for (const { id } of await server.events()) {
      for (const path of [`/v1/events/${id}`, `/v1/events/${id}/explain`]) {
        places[path] = (await server.send('GET', path)).text;
      }
    }
    for (const request of sink.requests('/after')) places[`heard by another automation: ${request.key}`] = request.body;
    await server.stop();
    places['the log'] = server.output();
    Object.assign(places, await readTables(join(server.directory, 'data')));
    Object.assign(places, await readFiles(server.directory));
    await world.github[Symbol.asyncDispose]();

    const found = Object.entries(places).flatMap(([place, text]) =>
      [canary, upper, host, host.toLowerCase(), pin, String(Number(pin)), String(Number(pin) + 1)]
        .flatMap(formsOf)
        .filter((form) => text.includes(form))
        .map((form) => {
          const at = text.indexOf(form);
          return `${place}: …${text.slice(Math.max(0, at - 60), at + form.length + 20)}…`;
        }),
    );
    expect(found).toEqual([]);
    // The search itself finds what is there.
    expect(Object.keys(places).length).toBeGreaterThan(50);
    expect(Object.values(places).filter((text) => text.includes('[secret CANARY]')).length).toBeGreaterThan(10);
  });
});

const on = { type: 'ENTITY_CREATED', blueprintIdentifier: 'canary' };
