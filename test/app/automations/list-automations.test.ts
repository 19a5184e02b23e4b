import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Automation } from '../../../src/core/automation.ts';
import { startTestApp } from '../app-world.ts';
import { someone } from '../author.ts';

const definition = (identifier: string, changes: Partial<Automation> = {}) => ({
  identifier,
  trigger: {
    type: 'automation',
    event: { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' },
    condition: { type: 'JQ', expressions: ['true', '.diff.after != null'], combinator: 'and' },
  },
  invocationMethod: { type: 'WEBHOOK', url: 'https://events.example.com/hook', method: 'PUT' },
  publish: true,
  ...changes,
});

const toGitHub = {
  publish: false,
  title: 'Scaffold',
  trigger: { type: 'automation', event: { type: 'RUN_UPDATED', actionIdentifier: 'deploy' } },
  invocationMethod: { type: 'GITHUB', org: 'acme', repo: 'platform', workflow: 'scaffold.yml' },
} as const;

type TestApp = Awaited<ReturnType<typeof startTestApp>>;

/** Stores ended runs of an automation, one for each status, `daysAgo` days old, oldest first. */
async function addRuns({ db, world }: TestApp, automation: string, daysAgo: number, statuses: string[]) {
  const at = new Date(world.clock.now() - daysAgo * 24 * 3600 * 1000);
  for (const [index, status] of statuses.entries()) {
    const id = `r_${automation}_${daysAgo}_${index}`;
    await sql`insert into runs (id, event_id, automation, definition_hash, status, phase, link, attempt, depth, chain,
      created_at, updated_at) values (${id}, ${id}, ${automation}, '', ${status}, 'ended', '[]', 1, 0, '[]',
      ${at}, ${at})`.execute(db);
  }
}

describe('app/automations/list-automations', () => {
  test('a row says what fires, what is called, and what its runs did in a week', async () => {
    await using started = await startTestApp();
    const { app } = started;
    await app.actions.create(definition('a'), someone);
    await addRuns(started, 'a', 9, ['FAILURE']);
    await addRuns(started, 'a', 2, ['FAILURE', 'SUCCESS']);
    await addRuns(started, 'a', 0, ['FAILURE']);
    const [row] = (await app.automations.page({}, { after: null, limit: 10 })).automations;
    expect(row).toMatchObject({
      identifier: 'a',
      active: true,
      conditions: 2,
      trigger: { kind: 'entity', event: 'ENTITY_CREATED', blueprint: 'service' },
      backend: { type: 'WEBHOOK', label: 'PUT events.example.com' },
      source: null,
      lastRun: { id: 'r_a_0_0', status: 'FAILURE' },
    });
    expect(row?.week.map(({ runs, failures }) => [runs, failures])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
      [2, 1],
      [0, 0],
      [1, 1],
    ]);
    expect(await app.automations.get('a')).toEqual({ ...row, definition: definition('a') });
    await expect(app.automations.get('b')).rejects.toThrow('There is no automation b');
  });

  test('filters are combined, and pages have no gaps or repetitions', async () => {
    await using started = await startTestApp();
    const { app } = started;
    for (const name of ['c', 'a', 'd', 'b']) await app.actions.create(definition(name), someone);
    await app.actions.create(definition('e', toGitHub), someone);
    await addRuns(started, 'a', 1, ['SUCCESS', 'FAILURE']);
    await addRuns(started, 'b', 1, ['FAILURE', 'SUCCESS']);
    const found = async (filter: Parameters<typeof app.automations.page>[0]) =>
      (await app.automations.page(filter, { after: null, limit: 50 })).automations.map(({ identifier }) => identifier);
    expect(await found({})).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await found({ failing: true })).toEqual(['a']);
    expect(await found({ active: false })).toEqual(['e']);
    expect(await found({ search: 'SCAFFOLD.yml' })).toEqual(['e']);
    expect(await found({ blueprint: 'service', search: 'example.com' })).toEqual(['a', 'b', 'c', 'd']);
    expect(await found({ backend: 'GITHUB', active: true })).toEqual([]);
    expect(await found({ trigger: 'RUN_UPDATED', source: 'none' })).toEqual(['e']);
    const first = await app.automations.page({}, { after: null, limit: 2 });
    const second = await app.automations.page({}, { after: first.next, limit: 2 });
    const last = await app.automations.page({}, { after: second.next, limit: 2 });
    const pages = [first, second, last].map(({ automations }) => automations.map(({ identifier }) => identifier));
    expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect([first.total, last.next]).toEqual([5, null]);
    expect((await app.automations.facets()).sources).toEqual([{ value: 'none', count: 5 }]);
    expect((await app.automations.facets()).backends).toEqual([
      { value: 'WEBHOOK', count: 4 },
      { value: 'GITHUB', count: 1 },
    ]);
  });

  test('a change to a definition is visible at once', async () => {
    await using started = await startTestApp();
    const { app } = started;
    await app.actions.create(definition('a'), someone);
    const before = await app.automations.get('a');
    await app.actions.replace('a', definition('a', { title: 'New' }), someone);
    const { automations } = await app.automations.page({}, { after: null, limit: 1 });
    expect(automations[0]).toMatchObject({ title: 'New', updatedBy: 'user:ada' });
    expect(automations[0]?.revision).not.toBe(before.revision);
  });
});
