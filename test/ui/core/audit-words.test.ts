import { describe, expect, test } from 'vitest';
import { type AuditEntry, auditHref, auditWords, fieldChanges } from '../../../src/ui/core/audit-words.ts';

const entry = (more: Partial<AuditEntry>): AuditEntry => ({
  ...{ identifier: 'x', action: 'UPDATE', resourceType: 'action', diff: { before: null, after: null } },
  trigger: { by: { userId: 'octocat' }, origin: 'UI', at: '2026-11-29T09:00:00Z' },
  context: {},
  ...more,
});

describe('ui/core/audit-words', () => {
  test('lists the fields that differ at any depth, without their authors', () => {
    const before = { publish: true, updatedAt: 'a', trigger: { event: { type: 'A' }, list: [1] }, gone: 1 };
    const after = { publish: false, updatedAt: 'b', trigger: { event: { type: 'A' }, list: [1, 2] }, come: 'x' };
    expect(fieldChanges(before, after)).toEqual([
      { path: 'publish', before: true, after: false },
      { path: 'trigger.list', before: [1], after: [1, 2] },
      { path: 'gone', before: 1, after: undefined },
      { path: 'come', before: undefined, after: 'x' },
    ]);
    expect(fieldChanges(undefined, { a: 1 })).toEqual([{ path: '', before: undefined, after: { a: 1 } }]);
  });

  test('says who did what to what, and where it is', () => {
    const automation = entry({ context: { action: 'page owner' }, diff: { before: null, after: {} } });
    expect(auditWords(automation)).toMatchObject({
      who: 'octocat',
      deed: 'updated the automation page owner',
    });
    expect(auditHref(automation)).toBe('/automations/page%20owner');
    const entity = entry({
      resourceType: 'entity',
      action: 'DELETE',
      context: { blueprint: 'service', entity: 'a/b' },
    });
    expect(auditWords(entity)).toMatchObject({ deed: 'deleted the entity service a/b' });
    expect(auditHref(entity)).toBeNull();
    const rotated = entry({ action: 'ROTATE', resourceType: 'client', context: { client: 'ci' } });
    expect(auditWords(rotated)).toMatchObject({ deed: 'rotated the secret of the client ci' });
    const named = { id: 'client_1', name: 'nightly', role: 'read' };
    const client = { resourceType: 'client', context: { client: 'client_1' }, diff: { before: null, after: named } };
    expect(auditWords(entry(client))).toMatchObject({ deed: 'updated the client nightly' });
    const retry = entry({
      ...{ action: 'RETRY', resourceType: 'run', context: { run: 'r_1', runId: 'r_1' } },
      diff: { before: null, after: { message: 'Retried the run r_1' } },
    });
    expect(auditWords(retry)).toMatchObject({ deed: 'retried the run r_1' });
    expect(auditHref(retry)).toBe('/runs/r_1');
  });

  test.each([
    [{ orgId: 'o', userId: 'user:octocat' }, 'octocat'],
    [{ orgId: 'o', userId: 'client:nightly' }, 'the client nightly'],
    [{ orgId: 'o', userId: 'client:client_191cca0123456789' }, 'the built-in client'],
    [{ orgId: 'o', userId: 'run:r_1' }, 'the run r_1'],
    [{ orgId: 'o', userId: 'service' }, 'the service'],
    [{ orgId: 'o', userId: 'signature' }, 'a signed delivery'],
    [{ byPort: true, orgId: 'o' }, 'the service'],
    [{ orgId: 'o' }, 'an unnamed sender'],
  ])('%j is %s', (by, who) => {
    const trigger = { by, origin: 'API', at: '2026-11-29T09:00:00Z' };
    expect(auditWords(entry({ trigger })).who).toBe(who);
  });
});
