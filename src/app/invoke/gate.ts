import { messageOf } from '../../core/error.ts';
import { type Pause, pauseWords } from '../../core/views/pause-view.ts';
import { type LiveAutomations, pauseOf } from '../match/live-automations.ts';
import type { World } from '../world.ts';
import { needsPermit } from './call-admission.ts';
import type { InvokeItem } from './invoke.ts';
import type { Held, LimitedWait, PutBack } from './put-back.ts';

/** The runs that may be attempted, and the pending work of putting back the others. */
export type Gated = { going: InvokeItem[]; held: Promise<void>[] };

/**
 * Decides which claimed runs may be attempted: not those of paused automations or those beyond their automation's
 * limits.
 */
export function createGate(
  { clock, log }: Pick<World, 'clock' | 'log'>,
  live: LiveAutomations,
  putBack: (item: PutBack) => Promise<void>,
): (all: InvokeItem[], done: (item: InvokeItem) => void) => Promise<Gated> {
  return async (all, done) => {
    const now = await live.recent();
    const going: InvokeItem[] = [];
    const held: Promise<void>[] = [];
    for (const item of all) {
      const { run, job } = item;
      const pause = pauseOf(now, 'automation', run.automation, clock.now());
      const isLimited = pause === null && needsPermit(run, now.limits.get(run.automation));
      if (pause === null && !isLimited) {
        going.push(item);
        continue;
      }
      // After a failure, recovery finds the run, as it does after a crash.
      const failed = (error: unknown) => log.error({ run: run.id, error: messageOf(error) }, 'holding a run failed');
      const wait: Held | LimitedWait = pause === null ? 'limited' : heldBy(pause);
      held.push(putBack({ run, job, wait }).catch(failed));
      done(item);
    }
    return { going, held };
  };
}

/** Why a paused run is held, in the log of the run. */
export function heldBy(pause: Pause): Held {
  return { held: `Held: ${pause.name} is ${pauseWords(pause)}` };
}
