import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createAppProbot } from '../../../src/backends/github/probot.ts';
import { createGitHubWebhooks } from '../../../src/backends/github/receive.ts';
import type { Receipt, StoredDelivery } from '../../../src/backends/provider-contract.ts';
import { isNewer, reportOf, type WorkflowRunReport } from '../../../src/core/workflow/workflow-run.ts';
import { startFakeGitHub } from '../../fakes/github/index.ts';
import { startLoopback } from '../../fakes/loopback.ts';

const secret = 'a secret of our own';

/** A GitHub whose webhooks reach our reception over HTTP. */
async function webhookWorld() {
  const github = await startFakeGitHub();
  const stored = new Map<string, StoredDelivery>();
  const forgotten: string[] = [];
  const state = { broken: false };
  const probot = await createAppProbot({ ...github, webhookSecret: secret, apiUrl: github.url });
  const receive = createGitHubWebhooks({
    probot,
    store: async (delivery) => {
      if (state.broken) throw new Error('the database is away');
      stored.set(delivery.id, delivery);
    },
    forget: (owner) => forgotten.push(owner),
  });
  const receipts: Receipt[] = [];
  const app = await startLoopback(async ({ headers, body }, response) => {
    const header = (name: string): string => headers[name]?.toString() ?? '';
    const receipt = await receive({ header, rawBody: body });
    receipts.push(receipt);
    response.writeHead(receipt === 'stored' ? 202 : 400).end();
  });
  github.webhooks.connect({ url: app.url, secret });
  return {
    github,
    receive: ({ rawBody, ...headers }: ReturnType<typeof signed>) =>
      receive({ rawBody, header: (name) => headers[fields[name] ?? 'id'] }),
    stored,
    forgotten,
    receipts,
    state,
    async [Symbol.asyncDispose](): Promise<void> {
      await github[Symbol.asyncDispose]();
      await app[Symbol.asyncDispose]();
    },
  };
}

/** What each header of a webhook holds. */
const fields: Record<string, 'id' | 'name' | 'signature'> = {
  'x-github-delivery': 'id',
  'x-github-event': 'name',
  'x-hub-signature-256': 'signature',
};

/** A delivery that anyone who knows the secret could make. */
function signed(body: string | Uint8Array, key = secret) {
  const rawBody = Buffer.from(body);
  const signature = `sha256=${createHmac('sha256', key).update(rawBody).digest('hex')}`;
  return { id: 'f8a7b6c5-0000-4000-8000-000000000001', name: 'push', signature, rawBody };
}

describe('backends/github/receive', () => {
  test('an event with any name that GitHub uses is accepted, including digits', async () => {
    await using world = await webhookWorld();
    for (const name of ['projects_v2', 'projects_v2_item', 'projects_v2_status_update']) {
      const delivery = { ...signed('{"action":"edited"}'), id: name.replaceAll('_', '-'), name };
      expect(await world.receive(delivery)).toBe('stored');
    }
    expect([...world.stored.values()].map(({ name }) => name)).toContain('projects_v2_item');
    expect(await world.receive({ ...signed('{}'), name: '2fa' })).toBe('invalid');
  });

  test('a run’s webhooks are stored, and end the run', async () => {
    await using world = await webhookWorld();
    world.github.install('acme');
    const repository = world.github.addRepository('acme/catalog');
    const run = world.github.startByHand(repository, 'deploy.yml', 'catalog-bot[bot]');
    world.github.advance(run, 'in_progress');
    world.github.advance(run, 'completed', 'failure');
    await world.github.webhooks.settled();
    const reports = [...world.stored.values()].flatMap(({ payload }) => reportOf(payload) ?? []);
    expect(new Set(reports.map(({ status }) => status))).toEqual(new Set(['queued', 'in_progress', 'completed']));
    expect(reports.every(({ externalId }) => externalId === `gh_acme/catalog/${run.id}`)).toBe(true);
  });

  test('completed before requested, twice and late: the run’s state is the furthest one', async () => {
    await using world = await webhookWorld();
    const repository = world.github.addRepository('acme/catalog');
    world.github.webhooks.hold();
    const run = world.github.startByHand(repository, 'deploy.yml', 'catalog-bot[bot]');
    world.github.advance(run, 'completed', 'success');
    const [requested, completed] = world.github.webhooks.deliveries();
    if (!requested || !completed) throw new Error('Two webhooks were expected.');
    let seen: WorkflowRunReport | null = null;
    for (const delivery of [completed, requested, completed, requested]) {
      expect(await world.github.webhooks.send(delivery)).toBe(202);
      const report = reportOf(world.stored.get(delivery.guid)?.payload ?? {});
      if (report && isNewer(report, seen)) seen = report;
    }
    expect(seen).toMatchObject({ status: 'completed', conclusion: 'success' });
    expect(world.stored.size).toBe(2);
  });

  test('a signature covers the bytes, whatever characters they encode', async () => {
    await using world = await webhookWorld();
    expect(await world.receive(signed('{"name":"Zoë ✓"}'))).toBe('stored');
    expect([...world.stored.values()]).toMatchObject([{ name: 'push', payload: { name: 'Zoë ✓' } }]);
  });

  test('anything not signed with our secret is refused and not stored', async () => {
    await using world = await webhookWorld();
    const good = signed('{"a":1}');
    const forged = [
      signed('{"a":1}', 'development'),
      { ...good, rawBody: Buffer.from('{"a":2}') },
      { ...good, signature: '' },
      { ...good, signature: 'sha256=' },
      { ...good, signature: good.signature.replace('sha256', 'sha1') },
      { ...good, signature: `${good.signature}00` },
      signed(''),
      signed(Uint8Array.of(0x7b, 0xff, 0x7d)),
    ];
    for (const delivery of forged) expect(await world.receive(delivery)).toBe('bad-signature');
    expect(world.stored.size).toBe(0);
  });

  test.each([
    ['text that is no JSON', signed('{')],
    ['JSON that is no object', signed('[1]')],
    ['no delivery id', { ...signed('{}'), id: '' }],
    ['an event that is no name', { ...signed('{}'), name: '../push' }],
  ])('%s is not a webhook', async (_name, delivery) => {
    await using world = await webhookWorld();
    expect(await world.receive(delivery)).toBe('invalid');
    expect(world.stored.size).toBe(0);
  });

  test('a webhook that cannot be stored is not acknowledged', async () => {
    await using world = await webhookWorld();
    world.state.broken = true;
    await expect(world.receive(signed('{}'))).rejects.toMatchObject({ code: 'unavailable' });
    const repository = world.github.addRepository('acme/catalog');
    world.github.webhooks.push(repository, 'main', '0'.repeat(40), '1'.repeat(40));
    await world.github.webhooks.settled();
    expect(world.github.webhooks.deliveries()).toMatchObject([{ statusCode: 500 }]);
  });

  test('a changed installation clears the cache of its account', async () => {
    await using world = await webhookWorld();
    world.github.webhooks.installation(world.github.install('acme'), 'deleted');
    await world.github.webhooks.settled();
    expect(world.forgotten).toEqual(['acme']);
  });

  test.each(['', ' ', 'development'])('a well-known secret is refused at startup: %j', async (webhookSecret) => {
    await using github = await startFakeGitHub();
    await expect(createAppProbot({ ...github, webhookSecret, apiUrl: github.url })).rejects.toThrow('WEBHOOK_SECRET');
  });
});
