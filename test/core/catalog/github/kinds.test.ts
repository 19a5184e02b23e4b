import { describe, expect, test } from 'vitest';
import { observations } from '../../../../src/core/catalog/github/kinds.ts';
import type { JsonObject } from '../../../../src/core/json.ts';

const repository = { id: 7, name: 'platform', owner: { login: 'acme' }, updated_at: '2026-01-02T00:00:00Z' };

function run(run_attempt: number, status: string, updated_at = '2026-01-02T00:00:00Z'): string {
  const workflow_run = { id: 1, run_attempt, status, updated_at };
  const [seen] = observations('workflow_run', { workflow_run, repository }).filter(
    ({ kind }) => kind === 'workflow-run',
  );
  return seen?.position ?? '';
}

describe('core/catalog/github/kinds', () => {
  test('ignores a delivery that concerns no known kind', () => {
    expect(observations('star', { repository })).toEqual([]);
    expect(observations('issues', { issue: null, repository })).toEqual([]);
    expect(observations('push', { ref: 'refs/tags/v1', repository }).map(({ kind }) => kind)).toEqual(['repository']);
  });

  test('adds the repository to an object under the names that mappings use', () => {
    const [issue] = observations('issues', {
      action: 'opened',
      issue: { id: 3, updated_at: '2026-01-01T00:00:00Z' },
      repository,
    });
    expect(issue).toMatchObject({
      subject: 'issue:3',
      deleted: false,
      object: { repo: 'platform', __repository: 'platform', __organization: 'acme' },
    });
    const [release] = observations('release', { action: 'published', release: { id: 4, name: 'v1' }, repository });
    expect(release?.object).toMatchObject({ name: 'v1', release: { name: 'v1' }, repo: { name: 'platform' } });
  });

  test('orders workflow runs by attempt, then status, then time', () => {
    const order = [
      run(1, 'queued', '2026-01-02T00:00:09Z'),
      run(1, 'in_progress'),
      run(1, 'completed'),
      run(1, 'completed', '2026-01-02T00:00:01Z'),
      run(2, 'queued'),
      run(10, 'queued'),
    ];
    expect([...order].sort()).toEqual(order);
  });

  test('orders a deletion after the last state of the same second', () => {
    const issue = { id: 3, updated_at: '2026-01-01T00:00:00Z' };
    const [edited] = observations('issues', { action: 'edited', issue, repository });
    const [deleted] = observations('issues', { action: 'deleted', issue, repository });
    expect([edited?.deleted, deleted?.deleted]).toEqual([false, true]);
    expect(String(edited?.position) < String(deleted?.position)).toBe(true);
  });

  test('identifies a renamed or transferred repository as the same object', () => {
    for (const action of ['renamed', 'transferred']) {
      const payload: JsonObject = { action, changes: { repository: { name: { from: 'old' } } }, repository };
      expect(observations('repository', payload)).toMatchObject([
        { subject: 'repository:7', repository: '7', deleted: false, object: { name: 'platform' } },
      ]);
    }
  });

  test('keeps the order of deliveries for a branch that is deleted and pushed again within a second', () => {
    const pushed = { ...repository, pushed_at: 1_767_312_000 };
    const [, gone] = observations('push', { ref: 'refs/heads/a', deleted: true, repository: pushed });
    const [, again] = observations('push', { ref: 'refs/heads/a', after: 'b', repository: pushed });
    const [removed] = observations('delete', { ref: 'a', ref_type: 'branch', repository: pushed });
    expect([gone?.deleted, again?.deleted, removed?.deleted]).toEqual([true, false, true]);
    expect(new Set([gone?.position, again?.position, removed?.position]).size).toBe(1);
    expect(observations('delete', { ref: 'v1', ref_type: 'tag', repository: pushed })).toEqual([]);
  });

  test('treats an impossible timestamp as missing', () => {
    for (const created_at of [1e20, -1e20, Number.MAX_SAFE_INTEGER, 253_402_300_800, -1]) {
      const [seen] = observations('repository', { action: 'edited', repository: { ...repository, created_at } });
      expect(seen?.object.created_at).toBeNull();
    }
    const late = { id: 3, updated_at: '+010000-01-01T00:00:00Z' };
    const [issue] = observations('issues', { action: 'edited', issue: late, repository });
    expect(issue?.position).toBe('1970-01-01T00:00:00.000Z 0');
  });

  test('reads a branch deletion, and orders pushes by a timestamp in either format', () => {
    const pushed = { ...repository, pushed_at: 1_767_312_000, created_at: 1_700_000_000 };
    const seen = observations('push', { ref: 'refs/heads/a/b', deleted: true, after: '0', repository: pushed });
    expect(seen.map(({ kind, deleted }) => [kind, deleted])).toEqual([
      ['repository', false],
      ['branch', true],
    ]);
    expect(seen[1]?.object).toMatchObject({ name: 'a/b', commit: { sha: '0' }, pushed_at: '2026-01-02T00:00:00.000Z' });
    expect(seen[1]?.position).toBe('2026-01-02T00:00:00.000Z');
  });
});
