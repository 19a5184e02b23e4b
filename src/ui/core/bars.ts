import type { DayCount } from '../../core/views/automation-view.ts';

/** One bar of a week: heights in percent of the busiest day. */
export type Bar = { day: string; runs: number; failures: number; height: number; failed: number };

/** The bars of a week. A day with any run is visible, however busy another was. */
export function barsOf(week: readonly DayCount[]): Bar[] {
  const most = Math.max(1, ...week.map(({ runs }) => runs));
  return week.map(({ day, runs, failures }) => {
    const height = runs === 0 ? 0 : Math.max(12, (runs / most) * 100);
    return { day, runs, failures, height, failed: runs === 0 ? 0 : (height * failures) / runs };
  });
}

/** The bars as a sentence, for screen readers. */
export function weekWords(week: readonly DayCount[]): string {
  const sum = (name: 'runs' | 'failures') => week.reduce((total, day) => total + day[name], 0);
  const runs = sum('runs');
  if (runs === 0) return 'No runs in 7 days';
  return `${runs} run${runs === 1 ? '' : 's'} in 7 days, ${sum('failures')} failed`;
}
