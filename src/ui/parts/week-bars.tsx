import type { DayCount } from '../../core/views/automation-view.ts';
import { barsOf, weekWords } from '../core/bars.ts';

const width = 6;
const gap = 2;
const height = 20;

/** Runs and failures of seven days as a picture the size of a word. */
export function WeekBars({ week }: { week: readonly DayCount[] }) {
  return (
    <svg class="bars" role="img" width={week.length * (width + gap)} height={height} aria-label={weekWords(week)}>
      <title>{weekWords(week)}</title>
      {barsOf(week).map((bar, index) => {
        const x = index * (width + gap);
        const tall = (bar.height / 100) * height;
        const failed = (bar.failed / 100) * height;
        return (
          <g key={bar.day}>
            <rect class="track" x={x} y={height - 2} width={width} height={2} />
            <rect class="runs" x={x} y={height - tall} width={width} height={tall} />
            <rect class="failures" x={x} y={height - failed} width={width} height={failed} />
          </g>
        );
      })}
    </svg>
  );
}
