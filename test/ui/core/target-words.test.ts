import { describe, expect, test } from 'vitest';
import type { TargetRow } from '../../../src/core/views/target-view.ts';
import { targetState, targetWords } from '../../../src/ui/core/target-words.ts';

const row = (more: Partial<TargetRow>): TargetRow => ({
  ...{ target: 'https://example.com', state: 'open', failures: 12, since: null, nextProbeAt: null, reason: null },
  ...{ waitingRuns: 3, paused: null },
  ...more,
});

describe('ui/core/target-words', () => {
  test('describe the state of a target and its waiting runs', () => {
    expect(targetWords(row({}))).toBe('Keeps failing · 12 failures in a row · 3 runs wait');
    expect(targetWords(row({ state: 'failing', failures: 1, waitingRuns: 1 }))).toBe(
      'Failed lately · 1 failure · 1 run waits',
    );
    expect(targetWords(row({ state: 'closed', failures: 0, waitingRuns: 0 }))).toBe('Works · no run waits');
    expect(targetState('paused')).toEqual({ title: 'Paused', tone: 'attention' });
  });
});
