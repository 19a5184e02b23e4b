import { type TargetRow, type TargetState, targetTitles, waitingWords } from '../../core/views/target-view.ts';

const tones: Record<TargetState, 'danger' | 'attention' | 'muted' | 'success'> = {
  open: 'danger',
  failing: 'attention',
  slow: 'attention',
  paused: 'attention',
  closed: 'success',
};

/** The state of a target in words, and how bad it is. */
export function targetState(state: TargetState) {
  return { title: targetTitles[state], tone: tones[state] };
}

/** The waiting runs and failures of a target, in words. */
export function targetWords({ state, failures, waitingRuns }: TargetRow): string {
  const parts = [targetTitles[state]];
  if (failures > 0) parts.push(failures === 1 ? '1 failure' : `${failures} failures in a row`);
  parts.push(waitingWords(waitingRuns));
  return parts.join(' · ');
}
