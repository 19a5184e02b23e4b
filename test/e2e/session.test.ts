import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { session, sessionDefinition } from '../../scripts/docs/session.ts';
import { createCheckout } from '../action/checkout.ts';
import { runCli } from '../cli/cli.ts';
import { startServer } from './harness/server.ts';

test('the session on the page of recipes works as written', async () => {
  await using server = await startServer();
  using checkout = createCheckout({ 'automations/failed-deployment.yml': sessionDefinition });
  const environment = { SERVER_URL: server.url, DATA_DIR: join(server.directory, 'data') };
  const synced = await runCli(checkout.root, ['sync', '--repository', 'acme/shop'], { environment });
  expect(synced.code).toBe(0);
  const side = (status: string) => ({ identifier: 'shop', properties: { status }, relations: {} });
  await server.call('POST', '/v1/events', {
    id: 'event_42',
    action: 'UPDATE',
    resourceType: 'entity',
    context: { blueprintIdentifier: 'deployment', entityIdentifier: 'shop' },
    diff: { before: side('Running'), after: side('Failed') },
  });

  let written = '';
  for (const [, command = ''] of session.matchAll(/^\$ (.*)$/gm)) {
    written += `$ ${command}\n`;
    const [program, ...args] = command.split(' ');
    if (program === 'catalog-automations') {
      const { stdout, stderr } = await runCli(checkout.root, args, { environment });
      written += stderr + stdout;
    } else {
      execFileSync('sh', ['-c', command], { cwd: checkout.root });
    }
  }
  expect(written).toBe(session);
});
