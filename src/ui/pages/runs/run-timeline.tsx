import { durationOf } from '../../core/ago.ts';
import type { RunView } from '../../core/run-words.ts';
import { placesOf, spansOf } from '../../core/timeline.ts';

/** How a run spent its time: bars on one axis, and the same in words. */
export function Timeline({ run }: { run: RunView }) {
  const spans = spansOf(run, Date.now());
  const places = placesOf(spans);
  const total = spans.reduce((sum, { from, to }) => sum + to - from, 0);
  return (
    <section class="box" aria-labelledby="time">
      <h2 class="box-header list-header" id="time">
        Time <span class="muted">{durationOf(total)}</span>
      </h2>
      <div class="timeline">
        <svg viewBox="0 0 1000 16" preserveAspectRatio="none" height="16" width="100%" aria-hidden="true">
          {spans.map(({ from, tone }, index) => (
            <rect
              key={`${from} ${index}`}
              class={`span ${tone}`}
              x={places[index]?.x ?? 0}
              width={Math.max(1, (places[index]?.width ?? 0) - 3)}
              height="16"
            />
          ))}
        </svg>
        <ol>
          {spans.map(({ words, tone, from }, index) => (
            <li key={`${from} ${index}`}>
              <svg class="dot" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
                <rect class={`span ${tone}`} width="10" height="10" rx="2" />
              </svg>{' '}
              {words}
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
