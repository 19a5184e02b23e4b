import { expect, test } from 'vitest';
import { replayWords } from '../../../src/ui/core/replay-words.ts';

const runs = [{ automation: 'page', count: 2 }];

test('ui/core/replay-words: says what a replay is about, and how far it was tried', () => {
  expect(replayWords({ count: 0, complete: true, tried: 0, runs: [], errors: 0 })).toBe(
    'No event matches, so there is nothing to replay.',
  );
  expect(replayWords({ count: 2, complete: true, tried: 2, runs, errors: 0 })).toBe(
    'This would replay 2 events. They would start:',
  );
  expect(replayWords({ count: 1, complete: true, tried: 1, runs: [], errors: 1 })).toBe(
    'This would replay 1 event. 1 condition would fail. It would start nothing.',
  );
  expect(replayWords({ count: 5_000, complete: false, tried: 1_000, runs, errors: 3 })).toBe(
    'This would replay at least 5000 events. 3 conditions would fail. The newest 1000 of them would start:',
  );
});
