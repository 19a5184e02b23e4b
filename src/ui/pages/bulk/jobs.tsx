import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { BulkKind, BulkView } from '../../../core/views/bulk-view.ts';
import { bulkProgress, bulkState, bulkTitle } from '../../core/bulk-words.ts';
import { authorOf } from '../../core/revision-words.ts';
import { Problem } from '../../parts/problem.tsx';
import { Ago } from '../../parts/time.tsx';
import { call } from '../../state/call-api.ts';
import { refresh, useResource } from '../../state/resource.ts';
import { holds } from '../../state/session.ts';
import { useAction } from '../../state/use-action.ts';

const path = '/v1/bulk?limit=50';

/** How many jobs are shown. */
const shown = 10;

/** Whether the jobs are unfolded. */
const isShown = signal(false);

/** Shows the bulk jobs, after one was started. */
export function showJobs(): Promise<void> {
  isShown.value = true;
  return refresh(path);
}

/**
 * The newest bulk jobs of these kinds with their progress and results; open while one is running. Empty if there are
 * none.
 */
export function BulkJobs({ kinds }: { kinds: readonly BulkKind[] }) {
  const all = useResource<{ bulk: BulkView[] }>(path, ['bulk:']).data?.bulk ?? [];
  // Every deletion starts one for the runs that wait; mostly there are none.
  const wanted = all.filter(({ kind, changed }) => kinds.includes(kind) && (kind !== 'stop' || changed > 0));
  const jobs = wanted.slice(0, shown);
  const running = jobs.filter(({ state }) => state === 'running').length;
  useEffect(() => {
    if (running > 0) isShown.value = true;
  }, [running > 0]);
  const [newest] = jobs;
  if (newest === undefined) return null;
  return (
    <details
      class="box fold"
      open={isShown.value}
      onToggle={({ currentTarget }) => {
        isShown.value = currentTarget.open;
      }}
    >
      <summary>
        Bulk jobs <span class="muted">{running > 0 ? `${running} running` : `last: ${bulkTitle(newest)}`}</span>
      </summary>
      <ul aria-label="Bulk jobs">
        {jobs.map((job) => (
          <li class="row" key={job.id}>
            <Job job={job} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Job({ job }: { job: BulkView }) {
  const { id, state, by, createdAt, problem, total, done } = job;
  const { busy, problem: refusal, act } = useAction();
  const title = bulkTitle(job);
  return (
    <>
      <div class="grow">
        <p class="title">
          <bdi>{title}</bdi>
        </p>
        <p class="muted">
          {bulkProgress(job)}
          {by !== null && (
            <>
              {' '}
              · by <bdi>{authorOf(by)}</bdi>
            </>
          )}
          {problem !== null && <bdi> · {problem}</bdi>}
        </p>
        {state === 'running' && (
          <progress aria-label={`Progress of ${title}`} max={total ?? 1} value={total === null ? undefined : done} />
        )}
        <Problem text={refusal} />
      </div>
      <span class={`label ${state === 'failed' ? 'danger' : state === 'done' ? 'success' : ''}`}>
        {bulkState(state)}
      </span>
      <span class="muted when">
        <Ago at={createdAt} />
      </span>
      {state === 'running' && holds('operate') && (
        <button
          class="button small"
          type="button"
          disabled={busy}
          aria-label={`Stop ${title}`}
          onClick={() => void act(() => call('POST', `/v1/bulk/${encodeURIComponent(id)}/cancel`).then(showJobs))}
        >
          Stop
        </button>
      )}
    </>
  );
}
