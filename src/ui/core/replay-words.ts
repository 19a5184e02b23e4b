import type { DryReplay } from '../../core/views/replay-view.ts';
import { countWords } from './runs-selection.ts';

/** Describes the events of a replay, and what it would start according to the dry run. */
export function replayWords({ count, complete, tried, runs, errors }: DryReplay): string {
  if (count === 0) return 'No event matches, so there is nothing to replay.';
  const isPart = tried < count || !complete;
  const who = isPart ? `The newest ${tried} of them` : count === 1 ? 'It' : 'They';
  const failures = errors === 1 ? '1 condition would fail' : `${errors} conditions would fail`;
  return [
    `This would replay ${countWords({ count, complete }, 'event')}.`,
    ...(errors > 0 ? [`${failures}.`] : []),
    runs.length === 0 ? `${who} would start nothing.` : `${who} would start:`,
  ].join(' ');
}
