import { describe, expect, test } from 'vitest';
import type { AttemptView, RunView } from '../../../src/ui/core/run-words.ts';
import { placesOf, spansOf } from '../../../src/ui/core/timeline.ts';

const at = (ms: number) => new Date(ms).toISOString();

function attempt(number: number, from: number, to: number | null, outcome: string): AttemptView {
  return {
    ...{ attempt: number, outcome, statusCode: null, message: null, request: null, response: null },
    startedAt: at(from),
    endedAt: to === null ? null : at(to),
  };
}

function run(phase: RunView['execution']['phase'], history: AttemptView[], ended?: number): RunView {
  return {
    ...{ id: 'r', status: ended === undefined ? 'IN_PROGRESS' : 'SUCCESS', link: [] },
    action: { identifier: 'a', title: 'a' },
    createdAt: at(0),
    ...(ended !== undefined && { endedAt: at(ended) }),
    execution: {
      ...{ phase, event: 'e', reason: [], attempts: history.length, target: null, chain: [], before: [], after: [] },
      ...{ revision: '', retriedAs: null, repeats: null, held: null, history },
    },
  };
}

const words = (of: RunView, now: number) => spansOf(of, now).map(({ words: text, tone }) => `${text} ${tone}`);

describe('ui/core/timeline', () => {
  test('a run that was retried and followed shows queue, attempts, waits and the work', () => {
    const history = [attempt(1, 20, 50, 'retry'), attempt(2, 5_050, 5_150, 'accepted')];
    expect(words(run('ended', history, 65_150), 99_999)).toEqual([
      'Queued 20 ms quiet',
      'Attempt 1 30 ms danger',
      'Waited 5.0 s quiet',
      'Attempt 2 100 ms success',
      'Followed for 1 min 0 s success',
    ]);
  });

  test('what is in progress lasts until now', () => {
    expect(words(run('queued', []), 40)).toEqual(['Queued 40 ms quiet']);
    expect(words(run('invoking', [attempt(1, 10, null, 'unconfirmed')]), 40)).toEqual([
      'Queued 10 ms quiet',
      'Attempt 1 30 ms busy',
    ]);
    expect(words(run('retrying', [attempt(1, 0, 10, 'retry')]), 40)).toEqual([
      'Attempt 1 10 ms danger',
      'Waiting for 30 ms quiet',
    ]);
    expect(words(run('accepted', [attempt(1, 0, 10, 'accepted')]), 40).at(-1)).toBe('Followed for 30 ms busy');
  });

  test('every span is wide enough to be seen, and together they fill the axis', () => {
    const places = placesOf(spansOf(run('ended', [attempt(1, 1, 1, 'succeeded')], 3_600_000), 0));
    expect(places.every(({ width }) => width >= 8)).toBe(true);
    expect(places.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(1_000);
  });
});
