import { type Pause, pauseWords } from '../views/pause-view.ts';
import type { PlannedChange, PlanWarning } from './planned-change.ts';

/** Says which automations of a plan are paused: a sync neither resumes them nor forgets the pause. */
export function pauseHints(
  planned: readonly PlannedChange[],
  paused: ReadonlyMap<string, Pause> = new Map(),
): PlanWarning[] {
  return planned.flatMap(({ change: { action, identifier } }) => {
    const pause = paused.get(identifier);
    if (pause === undefined || action === 'conflict') return [];
    const stays =
      action === 'delete'
        ? 'The pause remains, in case an automation of this name is created again.'
        : 'It stays paused.';
    return [{ identifier, message: `\`${identifier}\` is ${pauseWords(pause)}. ${stays}` }];
  });
}
