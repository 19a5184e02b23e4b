import type { ChainedRun } from '../../../core/views/run-view.ts';
import { valueText } from '../../core/entity-form.ts';
import type { SparseExplanation } from '../../core/explanations.ts';
import type { ReasonView, RunView } from '../../core/run-words.ts';
import { ExplainedConditions } from '../../parts/explained-conditions.tsx';
import { Icon } from '../../parts/icon.tsx';
import { RunStatusIcon } from '../../parts/status.tsx';
import { useResource } from '../../state/resource.ts';

/** Shows why a run was started: its event, the conditions that were true, and the chain of runs that it belongs to. */
export function Cause({ run }: { run: RunView }) {
  const { event, reason, before, after, chain } = run.execution;
  const reasons = Array.isArray(reason) ? (reason as ReasonView[]) : [];
  const path = `/v1/actions/runs/${encodeURIComponent(run.id)}/explain`;
  // Until it is there, and when the event is no longer kept, the run's own record says enough.
  const { data } = useResource<{ explanation: SparseExplanation }>(path, []);
  const conditions = data?.explanation.conditions ?? [];
  return (
    <div class="columns">
      <section class="box" aria-labelledby="why">
        <h2 class="box-header list-header" id="why">
          Why it fired <a href={`/events/${encodeURIComponent(event)}`}>Event</a>
        </h2>
        {conditions.length > 0 && (
          <div class="row quiet">
            <ExplainedConditions conditions={conditions} />
          </div>
        )}
        <ul>
          {conditions.length === 0 &&
            reasons.map((one) => (
              <li class="row quiet" key={one.expression}>
                <Reason reason={one} />
              </li>
            ))}
          {reasons.length === 0 && <li class="row quiet muted">Its trigger has no conditions.</li>}
        </ul>
      </section>
      <section class="box" aria-labelledby="chain">
        <h2 class="box-header" id="chain">
          Chain
        </h2>
        <ul>
          {before.map((one) => (
            <Chained key={one.id} run={one} place="Caused by" />
          ))}
          {before.length < chain.length && <li class="row quiet muted">Earlier runs are no longer kept.</li>}
          {after.map((one) => (
            <Chained key={one.id} run={one} place="Caused" />
          ))}
          {chain.length + after.length === 0 && (
            <li class="row quiet muted">No run triggered it, and it triggered none.</li>
          )}
        </ul>
      </section>
    </div>
  );
}

function Reason({ reason: { expression, rewritten, value, error, skipped } }: { reason: ReasonView }) {
  const text = rewritten ?? expression;
  if (skipped) {
    return (
      <p>
        <Icon name="dot-fill" tone="muted" label="Skipped" /> <code>{text}</code>
      </p>
    );
  }
  const holds = error === undefined && value !== null && value !== false;
  return (
    <p>
      <Icon
        name={holds ? 'check-circle-fill' : 'x-circle-fill'}
        tone={holds ? 'success' : 'muted'}
        label={holds ? 'True' : 'Not true'}
      />{' '}
      <code>{text}</code> → <code>{error ?? valueText(value)}</code>
    </p>
  );
}

function Chained({ run, place }: { run: ChainedRun; place: string }) {
  return (
    <li class="row quiet">
      <RunStatusIcon status={run.status} phase={run.phase} />
      <span class="muted">{place}</span>
      <a href={`/runs/${encodeURIComponent(run.id)}`}>
        <bdi>{run.automation}</bdi>
      </a>
    </li>
  );
}
