import type { PausesView } from '../../../core/views/pause-view.ts';
import { PauseWords } from '../pauses/pause-button.tsx';

/** The paused automations and how many runs are held; those runs have not reached a target yet. */
export function PausedAutomations({ pauses, heldRuns }: PausesView) {
  return (
    <section aria-labelledby="paused">
      <h2 id="paused" class="heading">
        Paused automations
      </h2>
      <div class="box">
        <ul>
          {pauses.map((pause) => (
            <li class="row" key={pause.name}>
              <p>
                <a href={`/automations/${encodeURIComponent(pause.name)}`}>
                  <bdi>{pause.name}</bdi>
                </a>{' '}
                <span class="muted">
                  paused <PauseWords pause={pause} />
                </span>
              </p>
            </li>
          ))}
        </ul>
      </div>
      <p class="muted">{heldRuns === 1 ? '1 run is held.' : `${heldRuns} runs are held.`}</p>
    </section>
  );
}
