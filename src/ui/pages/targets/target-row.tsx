import type { TargetRow } from '../../../core/views/target-view.ts';
import { targetState, targetWords } from '../../core/target-words.ts';
import { Icon } from '../../parts/icon.tsx';
import { Problem } from '../../parts/problem.tsx';
import { Ago, Ahead } from '../../parts/time.tsx';
import { call } from '../../state/call-api.ts';
import { refresh } from '../../state/resource.ts';
import { holds } from '../../state/session.ts';
import { useAction } from '../../state/use-action.ts';
import { showJobs } from '../bulk/jobs.tsx';
import { PauseButton, PauseWords } from '../pauses/pause-button.tsx';

/** Where the targets are read. */
export const targetsPath = '/v1/targets';

/** The topics of their changes. */
export const targetTopics = ['target:', 'run:'];

/** One target: its state, its waiting runs, and the actions on it. */
export function Target({ row }: { row: TargetRow }) {
  const { target, state, since, nextProbeAt, reason, paused } = row;
  const { title, tone } = targetState(state);
  return (
    <>
      <Icon name={state === 'closed' ? 'check-circle-fill' : 'alert'} tone={tone} label={title} />
      <div class="grow">
        <p class="title">
          <a href={`/runs?${new URLSearchParams({ target })}`}>
            <bdi>{target}</bdi>
          </a>
        </p>
        <p class="muted">
          {targetWords(row)}
          {since !== null && (
            <>
              {' '}
              · since <Ago at={since} />
            </>
          )}
          {nextProbeAt !== null && state !== 'paused' && (
            <>
              {' '}
              · next probe <Ahead at={nextProbeAt} />
            </>
          )}
        </p>
        {reason !== null && (
          <p class="muted">
            <bdi>{reason}</bdi>
          </p>
        )}
        {paused !== null && (
          <p class="muted">
            Paused <PauseWords pause={paused} />
          </p>
        )}
      </div>
      {holds('operate') && <Operations row={row} />}
    </>
  );
}

function Operations({ row: { target, state, paused, waitingRuns } }: { row: TargetRow }) {
  const { busy, problem, act } = useAction();
  const changed = () => refresh(targetsPath);
  const probe = () =>
    act(async () => {
      await call('POST', `${targetsPath}/${encodeURIComponent(target)}/retry`);
      await Promise.all([changed(), showJobs()]);
    });
  const isIdle = state === 'closed' && waitingRuns === 0;
  return (
    <div class="actions">
      {state !== 'paused' && !isIdle && (
        <button
          class="button"
          type="button"
          disabled={busy}
          aria-label={`Retry ${target} now`}
          onClick={() => void probe()}
        >
          Retry now
        </button>
      )}
      <PauseButton kind="target" name={target} paused={paused} onChanged={changed} />
      <Problem text={problem} />
    </div>
  );
}
