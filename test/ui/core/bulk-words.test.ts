import { describe, expect, test } from 'vitest';
import type { BulkView } from '../../../src/core/views/bulk-view.ts';
import { bulkProgress, bulkState, bulkTitle } from '../../../src/ui/core/bulk-words.ts';

const job = (more: Partial<BulkView>): BulkView => ({
  ...{ id: 'bulk_1', kind: 'retry', state: 'running', by: 'user:ada', request: {}, total: 10, problem: null },
  ...{ done: 4, changed: 3, waiting: 0, skipped: 1, createdAt: '2026-11-29T09:00:00Z', endedAt: null },
  ...more,
});

describe('ui/core/bulk-words', () => {
  test('describe the request', () => {
    expect(bulkTitle(job({}))).toBe('Retry');
    expect(bulkTitle(job({ request: { target: 'https://example.com', as: 'new' } }))).toBe(
      'Retry as new runs: target https://example.com',
    );
    expect(bulkTitle(job({ kind: 'stop', request: { automations: ['a', 'b', 'c', 'd'] } }))).toBe(
      'Cancel waiting runs: automations 4 of them',
    );
  });

  test('describe the progress, without counts of zero', () => {
    expect(bulkProgress(job({}))).toBe('4 of 10 runs processed · 3 retried · 1 left unchanged');
    expect(bulkProgress(job({ kind: 'replay', total: null, skipped: 0, waiting: 2 }))).toBe(
      '4 events processed · 3 started · 2 waiting for their target',
    );
    expect(bulkState('failed')).toBe('Failed');
  });
});
