import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Server, startServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

/** Conditions that compile, and what becomes of them on an event: the words of the error, or that they say no. */
const hostile = [
  { name: 'recursion', expression: 'def f: f; f', error: /ran out of time|memory|recurses/ },
  { name: 'greed', expression: '[range(1e9)] | length > 1', error: /ran out of time|memory/ },
  {
    name: 'text',
    expression: '("x" * (1e9 + .diff.after.properties.n)) | length > 1',
    error: /memory|too large|no answer/,
  },
  { name: 'halt', expression: 'halt', error: /halt/ },
  { name: 'halt_error', expression: '"out" | halt_error(3)', error: /halt/ },
  { name: 'input', expression: 'input', error: /input/ },
  { name: 'thrown', expression: 'error("thrown by the condition")', error: /thrown by the condition/ },
  { name: 'type', expression: '.diff.after.properties.n.m > 1', error: /index number/ },
  { name: 'nothing', expression: 'empty', error: /no output/ },
] as const;

describe('e2e/jq', () => {
  let sink: Sink;
  let server: Server;
  beforeAll(async () => {
    sink = await startSink();
    server = await startServer({ ALLOWED_HOSTS: sink.host, SECRET_HIDDEN: 'a secret of the environment' });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
  });

  const on = (blueprint: string) => ({ type: 'ENTITY_CREATED', blueprintIdentifier: blueprint });

  test.each(hostile)(
    '$expression affects no other automation, and its error is on the event',
    async ({ name, expression, error }) => {
      const url = sink.at(`/${name}`);
      await server.automate(
        automation(`hostile_${name}`, on(name), webhook(url), [expression]),
        automation(`asking_${name}`, on(name), webhook(url), ['.diff.after.properties.n | . + 1 == 2']),
        automation(`trivial_${name}`, on(name), webhook(url), ['.diff.after.properties.n == 1']),
        automation(`elsewhere_${name}`, on(`beside_${name}`), webhook(url), ['.diff.after.properties.n | . * 2 == 2']),
      );
      const [event] = await server.emit(created(name, 'one', { n: 1 }, { id: name }));
      // Its neighbours on the same event do not wait for it, and neither does the answer.
      expect(event?.runs.map((run) => run.automation).sort()).toEqual([`asking_${name}`, `trivial_${name}`]);
      const [beside] = await server.emit(created(`beside_${name}`, 'one', { n: 1 }));
      expect(beside?.runs.map((run) => run.automation)).toEqual([`elsewhere_${name}`]);
      await until(
        () => server.runs(`event_id=${name}`),
        (runs) => runs.length === 2 && runs.every(({ status }) => status === 'SUCCESS'),
      );
      const { execution } = await until(
        () => server.event(name),
        (stored) => stored.execution.matchedAt !== null,
      );
      expect(execution.errors).toEqual([{ automation: `hostile_${name}`, message: expect.stringMatching(error) }]);
      expect(execution.errors[0]?.message).toContain(expression);
      expect((await server.send('GET', '/healthz')).status).toBe(200);
      await server.call('DELETE', `/v1/actions/hostile_${name}`);
    },
  );

  test.each([
    ['$ENV', '$ENV | length > 0'],
    ['env', 'env.SECRET_HIDDEN != null'],
    ['inputs', '[inputs] | length > 0'],
    ['input_filename', 'input_filename != null'],
    ['$__prog_args', '$__prog_args | length > 0'],
  ])('%s shows nothing of this process', async (name, expression) => {
    const blueprint = `peek_${name.replace(/\W/g, '')}`;
    const answer = await server.send(
      'POST',
      '/v1/actions',
      JSON.stringify(automation(blueprint, on(blueprint), webhook(sink.at('/peek')), [expression])),
    );
    if (answer.status === 422) return expect(answer.text).toContain('not valid jq');
    const [event] = await server.emit(created(blueprint, 'one'));
    expect(event?.runs).toEqual([]);
  });

  test.each(['"\\(', ') | (', '.a ||| .b', 'def f:', '.[0', '{', 'import "a" as a; .', 'include "a"; .'])(
    '%s does not compile and is refused with its place',
    async (expression) => {
      const before = await server.call<{ actions: unknown[] }>('GET', '/v1/actions');
      const definition = automation('broken', on('broken'), webhook(sink.at('/broken')), ['true', expression]);
      const answer = await server.send('POST', '/v1/actions', JSON.stringify(definition));
      expect(answer.status).toBe(422);
      expect(answer.body.message).toContain('/trigger/condition/expressions/1: ');
      expect(answer.body.details).toMatchObject({
        issues: [{ severity: 'error', pointer: '/trigger/condition/expressions/1', code: expect.stringMatching(/./) }],
      });
      expect((await server.call<{ actions: unknown[] }>('GET', '/v1/actions')).actions).toHaveLength(
        before.actions.length,
      );
    },
  );

  test('an endless template does not keep others from being sent', async () => {
    await server.automate(
      automation('endless_template', on('templates'), webhook(sink.at('/endless'), { n: '{{ def f: f; f }}' })),
      automation(
        'other_template',
        on('templates'),
        webhook(sink.at('/other'), { n: '{{ .event.diff.after.properties.n + 1 }}' }),
      ),
    );
    const [event] = await server.emit(created('templates', 'one', { n: 1 }));
    const [other] = await until(
      () => sink.requests('/other'),
      (sent) => sent.length > 0,
    );
    expect(other?.json).toEqual({ n: 2 });
    const endless = event?.runs.find((run) => run.automation === 'endless_template');
    // It is null, as Port has it for every template that fails, and the run's log says why; or it was given up.
    const run = await until(
      () => server.run(endless?.id ?? ''),
      ({ execution }) => execution.phase === 'ended' || execution.phase === 'retrying',
    );
    const explained = [...(await server.logs(run.id)), run.summary ?? ''].join(' ');
    expect(explained).toMatch(/ran out of time|memory/);
  });
});
