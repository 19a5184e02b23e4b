import type { PausesView } from '../../../core/views/pause-view.ts';
import type { TargetRow } from '../../../core/views/target-view.ts';
import { ForRole } from '../../parts/for-role.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { useResource } from '../../state/resource.ts';
import { BulkJobs } from '../bulk/jobs.tsx';
import { PausedAutomations } from './paused-automations.tsx';
import { Target, targetsPath, targetTopics } from './target-row.tsx';

/** The targets that fail, are paused or have waiting runs. */
export function TargetsPage() {
  const answer = useResource<{ targets: TargetRow[] }>(targetsPath, targetTopics);
  const { data } = useResource<PausesView>('/v1/pauses', ['automation:', 'target:']);
  const automations = data?.pauses.filter(({ kind }) => kind === 'automation') ?? [];
  return (
    <>
      <h1>Targets</h1>
      <p class="muted lead">
        Targets that fail, are paused or have waiting runs. A target that fails ten times in a row gets one run at a
        time as a probe; the others wait until one succeeds.
      </p>
      <ForRole needs="operate" what="Retrying and pausing targets">
        {null}
      </ForRole>
      <Loaded of={answer}>
        {({ targets }) =>
          targets.length === 0 ? (
            <Empty
              icon="check-circle-fill"
              title={automations.length === 0 ? 'Every target works, and no run waits' : 'Every target works'}
            />
          ) : (
            <div class="box">
              <ul>
                {targets.map((row) => (
                  <li class="row target" key={row.target}>
                    <Target row={row} />
                  </li>
                ))}
              </ul>
            </div>
          )
        }
      </Loaded>
      {automations.length > 0 && <PausedAutomations pauses={automations} heldRuns={data?.heldRuns ?? 0} />}
      <BulkJobs kinds={['retry', 'cancel', 'stop']} />
    </>
  );
}
