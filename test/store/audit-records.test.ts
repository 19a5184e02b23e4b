import { describe, expect, test } from 'vitest';
import type { AuditRecord } from '../../src/core/event/audit.ts';
import { pgliteEngine, postgresEngine } from './databases.ts';
import { storeWorld } from './world.ts';

const record = (id: string, identifier: string, change: Partial<AuditRecord> = {}) => ({
  id,
  resource: 'action',
  identifier,
  action: 'UPDATE',
  by: 'user:ada',
  origin: 'UI',
  before: null,
  after: { identifier, z: 1, a: '\u0000 \ud800' },
  ...change,
});

const ids = (records: readonly AuditRecord[]): string[] => records.map(({ id }) => id);

describe.each([pgliteEngine, postgresEngine])('store/audit-records %o', (start) => {
  const world = storeWorld(start);

  test('gives records back as they were, newest first, a page at a time', async () => {
    const { auditRecords } = world.store;
    await auditRecords.insert([]);
    await auditRecords.insert([record('1', 'a'), record('2', 'b', { action: 'DELETE' })]);
    world.now += 5;
    await auditRecords.insert([record('3', 'a', { resource: 'client' }), record('4', 'a')]);
    expect((await auditRecords.before(null, 1))[0]).toEqual({ ...record('4', 'a'), at: 1_000_005 });
    expect(JSON.stringify((await auditRecords.before(null, 1))[0]?.after)).toBe(JSON.stringify(record('4', 'a').after));
    expect(ids(await auditRecords.before('3', 10))).toEqual(['2', '1']);
    expect(ids(await auditRecords.of('action', 'a', null, 10))).toEqual(['4', '1']);
    expect(ids(await auditRecords.of('action', 'a', '4', 10))).toEqual(['1']);
  });

  test('writes more than a statement takes, and forgets what is old', async () => {
    const { auditRecords } = world.store;
    await auditRecords.insert(Array.from({ length: 2_500 }, (_, index) => record(`old-${index}`, 'a')));
    world.now += 10;
    await auditRecords.insert([record('new', 'a')]);
    expect(await auditRecords.purge(world.now, 2_000)).toBe(2_000);
    expect(await auditRecords.purge(world.now, 2_000)).toBe(500);
    expect(ids(await auditRecords.before(null, 10))).toEqual(['new']);
  });
});
