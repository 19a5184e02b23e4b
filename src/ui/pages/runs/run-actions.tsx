import { type RetryAs, retryStep } from '../../../core/run/intervene.ts';
import type { RunView } from '../../core/run-words.ts';
import { ForRole } from '../../parts/for-role.tsx';
import { Problem } from '../../parts/problem.tsx';
import { call } from '../../state/call-api.ts';
import { navigate } from '../../state/location.ts';
import { refresh } from '../../state/resource.ts';
import { useAction } from '../../state/use-action.ts';

const help = {
  waiting: 'Retry attempts it now.',
  ended:
    'Retry keeps the idempotency key, so a receiver may recognize the call. A new run is a separate call, using the current definition.',
};

/** The actions on a run: retry it, with the same key or as a new run, and cancel it. */
export function RunActions({ run }: { run: RunView }) {
  const { busy, problem, act } = useAction();
  const { phase, retriedAs } = run.execution;
  const path = `/v1/actions/runs/${encodeURIComponent(run.id)}`;
  const isOver = run.endedAt !== undefined;
  const step = retryStep({ id: run.id, phase, endedAt: run.endedAt ?? null }, 'same');
  const retry = (as: RetryAs) =>
    act(async () => {
      const answer = await call<{ run: { id: string } }>('POST', `${path}/retry`, { as });
      if (answer.run.id === run.id) await refresh(path);
      else navigate(`/runs/${encodeURIComponent(answer.run.id)}`);
    });
  const cancel = () => {
    if (!window.confirm('Cancel this run? It ends as failed. A call in progress is not recalled.')) return;
    void act(() => call('POST', `${path}/cancel`).then(() => refresh(path)));
  };
  if (retriedAs !== null) {
    return (
      <p>
        This run was retried: <a href={`/runs/${encodeURIComponent(retriedAs)}`}>go to its retry</a>.
      </p>
    );
  }
  const refused = step.type === 'refused' ? `${step.why}.` : null;
  return (
    <ForRole needs="operate" what="Retrying and cancelling runs">
      <Problem text={problem} />
      <div class="actions operations">
        {refused === null && (
          <button class="button" type="button" disabled={busy} onClick={() => void retry('same')}>
            Retry
          </button>
        )}
        {refused === null && isOver && (
          <button class="button" type="button" disabled={busy} onClick={() => void retry('new')}>
            Retry as a new run
          </button>
        )}
        {!isOver && (
          <button class="button danger" type="button" disabled={busy} onClick={cancel}>
            Cancel run
          </button>
        )}
        <p class="muted help">{refused ?? (isOver ? help.ended : help.waiting)}</p>
      </div>
    </ForRole>
  );
}
