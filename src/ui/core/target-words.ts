import type { TargetRow, TargetState } from '../../core/views/target-row.ts';

const states: Record<TargetState, { title: string; tone: 'danger' | 'attention' | 'muted' | 'success' }> = {
  open: { title: 'Keeps failing', tone: 'danger' },
  failing: { title: 'Failed lately', tone: 'attention' },
  slow: { title: 'Slow', tone: 'attention' },
  paused: { title: 'Paused', tone: 'attention' },
  closed: { title: 'Works', tone: 'success' },
};

/** The state of a target in words, and how bad it is. */
export function targetState(state: TargetState) {
  return states[state];
}

/** What waits and how often it failed, in words. */
export function targetWords({ state, failures, waitingRuns }: TargetRow): string {
  const parts = [states[state].title];
  if (failures > 0) parts.push(failures === 1 ? '1 failure' : `${failures} failures in a row`);
  parts.push(waitingRuns === 1 ? '1 run waits' : waitingRuns === 0 ? 'no run waits' : `${waitingRuns} runs wait`);
  return parts.join(' · ');
}
