import { signal } from '@preact/signals';
import { waitingPhases } from '../../core/run/intervene.ts';
import type { RunRow } from '../../core/views/run-view.ts';
import { call } from './call-api.ts';

/** What happens to waiting runs when their automation stops; null: do not stop it. */
export type WaitingAnswer = 'finish' | 'cancel' | null;

/** A question about waiting runs; `count` is in words. */
export type WaitingQuestion = {
  identifier: string;
  deed: 'Delete' | 'Switch off';
  count: string;
  answer(answer: WaitingAnswer): void;
};

/** The question that is asked now; null while there is none. */
export const waitingQuestion = signal<WaitingQuestion | null>(null);

/** How many runs in progress are examined. */
const looked = 200;

/**
 * Asks what to do with waiting runs before an automation is deleted or switched off. If none is waiting, nothing is
 * asked, and `ifNone` decides.
 */
export async function askAboutWaiting(
  identifier: string,
  deed: WaitingQuestion['deed'],
  ifNone: () => boolean = () => true,
): Promise<WaitingAnswer> {
  const query = new URLSearchParams({ automation: identifier, status: 'IN_PROGRESS', limit: String(looked) });
  const { runs, next } = await call<{ runs: RunRow[]; next: string | null }>('GET', `/v1/lists/runs?${query}`);
  const count = runs.filter(({ phase }) => waitingPhases.includes(phase)).length;
  if (count === 0) return ifNone() ? 'cancel' : null;
  const words = `${count}${next === null ? '' : ' or more'} ${count === 1 ? 'run waits' : 'runs wait'}`;
  return new Promise((resolve) => {
    waitingQuestion.value = {
      ...{ identifier, deed, count: words },
      answer(answer) {
        waitingQuestion.value = null;
        resolve(answer);
      },
    };
  });
}
