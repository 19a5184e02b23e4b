import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AutomationRow } from '../../src/core/views/automation-view.ts';
import { createCheckout } from '../action/checkout.ts';
import { runCli } from '../cli/cli.ts';
import { type FakeGitHub, startFakeGitHub } from '../fakes/github/index.ts';
import { startAppServer } from './harness/github.ts';
import type { Server } from './harness/server.ts';
import { plain } from './harness/sync.ts';

const yaml = (name: string) => `identifier: ${name}
trigger: { type: automation, event: { type: ENTITY_CREATED, blueprintIdentifier: unused } }
invocationMethod: { type: WEBHOOK, url: https://example.com }
publish: true
`;
const both = `${yaml('one')}---\n# The other one.\n${yaml('two')}`;

describe('e2e/lines', () => {
  let github: FakeGitHub;
  let server: Server;
  beforeAll(async () => {
    github = await startFakeGitHub();
    server = await startAppServer(github);
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await github?.[Symbol.asyncDispose]();
  });

  const row = async (name: string): Promise<AutomationRow> =>
    (await server.call<{ automation: AutomationRow }>('GET', `/v1/automations/${name}`)).automation;

  async function sync(files: Record<string, string>): Promise<void> {
    using checkout = createCheckout(files);
    const environment = { SERVER_URL: server.url, DATA_DIR: join(server.directory, 'data') };
    const { code, stderr } = await runCli(checkout.root, ['sync', '--repository', 'acme/catalog'], { environment });
    expect([code, stderr]).toEqual([0, expect.any(String)]);
  }

  test('a definition links to its line, which follows the file without being a change', async () => {
    await sync({ 'automations/both.yml': both, 'automations/alone.json': JSON.stringify(plain('alone'), null, 2) });
    expect((await row('alone')).source).toMatchObject({ path: 'automations/alone.json', line: 1 });
    expect((await row('one')).source?.line).toBe(1);
    const before = await row('two');
    const url = `${github.url}/acme/catalog/blob/HEAD/automations/both.yml`;
    expect(before.source).toMatchObject({ path: 'automations/both.yml', line: 7, url: `${url}#L7` });
    await sync({
      'automations/both.yml': `# Two of them.\n\n${both}`,
      'automations/alone.json': JSON.stringify(plain('alone')),
    });
    const after = await row('two');
    expect(after.source).toMatchObject({ line: 9, url: `${url}#L9` });
    expect([after.updatedAt, after.revision]).toEqual([before.updatedAt, before.revision]);
    const history = await server.call<{ revisions: object[] }>('GET', '/v1/automations/two/revisions');
    expect(history.revisions).toHaveLength(1);
  });

  test('a change by the API keeps the line, and a restore brings it back', async () => {
    await sync({ 'automations/both.yml': both });
    await server.call('PATCH', '/v1/actions/two', { publish: false });
    expect((await row('two')).source?.line).toBe(7);
    await sync({ 'automations/both.yml': yaml('one') });
    await server.call('POST', '/v1/automations/sync', { path: 'automations', source: 'acme/catalog', restore: true });
    expect((await row('two')).source?.line).toBe(7);
  });

  test('a definition of a folder has its line too', async () => {
    const file = join(server.directory, 'automations', 'folder.yml');
    await writeFile(file, `${yaml('three')}---\n${yaml('four')}`);
    await server.call('POST', '/v1/automations/reload');
    expect((await row('four')).source).toMatchObject({ line: 6, url: null });
    await writeFile(file, `# Moved\n${yaml('three')}---\n${yaml('four')}`);
    await server.call('POST', '/v1/automations/reload');
    expect((await row('four')).source?.line).toBe(7);
  });

  test('an impossible line is refused', async () => {
    const definitions = [{ file: 'automations/a.yml', automation: plain('a'), line: 0 }];
    const body = JSON.stringify({ path: 'automations', source: 'acme/other', definitions });
    expect((await server.send('POST', '/v1/automations/sync', body)).status).toBe(422);
  });
});
