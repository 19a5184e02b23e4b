import type { AutomationRow } from '../../../core/views/automation-view.ts';
import { type RunView, resultWords } from '../../core/run-words.ts';
import { Crumbs } from '../../parts/crumbs.tsx';
import { SourceLink } from '../../parts/source-link.tsx';
import { Loaded } from '../../parts/states.tsx';
import { RunStatusIcon } from '../../parts/status.tsx';
import { Ago } from '../../parts/time.tsx';
import { useLogs } from '../../state/logs.ts';
import { useResource } from '../../state/resource.ts';
import { entityPath } from '../catalog/timer-list.tsx';
import { PauseWords } from '../pauses/pause-button.tsx';
import { Attempts } from './attempts.tsx';
import { Cause } from './cause.tsx';
import { RunActions } from './run-actions.tsx';
import { Timeline } from './run-timeline.tsx';

/** One run: its result first, then its time, its attempts, why it fired, its chain and its log. */
export function RunPage({ id }: { id: string }) {
  const path = `/v1/actions/runs/${encodeURIComponent(id)}`;
  const answer = useResource<{ run: RunView }>(path, [`run:${id}`]);
  return (
    <Loaded of={answer}>
      {({ run }) => (
        <>
          <Crumbs links={[{ href: '/runs', title: 'Runs' }]} />
          <h1>
            <bdi>{run.action.title}</bdi> <code class="muted">{run.id}</code>
          </h1>
          <p class="result">
            <RunStatusIcon status={run.status} phase={run.execution.phase} /> <bdi>{resultWords(run)}</bdi>
          </p>
          <RunActions run={run} />
          <Facts run={run} />
          <Timeline run={run} />
          <Attempts run={run} />
          <Cause run={run} />
          <Logs run={run.id} />
        </>
      )}
    </Loaded>
  );
}

function Facts({ run }: { run: RunView }) {
  const { target, held, repeats } = run.execution;
  const [blueprint, entity] = [run.blueprint?.identifier, run.entity?.identifier];
  return (
    <dl class="facts">
      <dt>Started</dt>
      <dd>
        <Ago at={run.createdAt} />
      </dd>
      {blueprint !== undefined && entity !== undefined && (
        <>
          <dt>Entity</dt>
          <dd>
            <a href={entityPath(blueprint, entity)}>
              <bdi>
                {blueprint} {entity}
              </bdi>
            </a>
          </dd>
        </>
      )}
      {target && (
        <>
          <dt>Target</dt>
          <dd>
            <a href={`/runs?${new URLSearchParams({ target })}`}>
              <bdi>{target}</bdi>
            </a>
          </dd>
        </>
      )}
      {held !== null && (
        <>
          <dt>Paused</dt>
          <dd>
            <PauseWords pause={held} />
          </dd>
        </>
      )}
      {repeats !== null && /^r_/.test(repeats) && (
        <>
          <dt>Retry of</dt>
          <dd>
            <a href={`/runs/${encodeURIComponent(repeats)}`}>{repeats}</a>
          </dd>
        </>
      )}
      {run.link.length > 0 && (
        <>
          <dt>On the other side</dt>
          <dd>
            {run.link.map((link) => (
              <a key={link} href={link} rel="noreferrer" target="_blank">
                {link}
              </a>
            ))}
          </dd>
        </>
      )}
      <dt>Definition</dt>
      <dd>
        <Definition run={run} />
      </dd>
    </dl>
  );
}

/** The automation, where its definition comes from, and whether it is still the one that ran. */
function Definition({ run }: { run: RunView }) {
  const { identifier } = run.action;
  const path = encodeURIComponent(identifier);
  const { data } = useResource<{ automation: AutomationRow }>(`/v1/automations/${path}`, [`automation:${identifier}`]);
  const { source = null, revision } = data?.automation ?? {};
  return (
    <>
      <a href={`/automations/${path}`}>
        <bdi>{identifier}</bdi>
      </a>
      {source !== null && (
        <span class="muted">
          {' '}
          from <SourceLink source={source} />
        </span>
      )}
      {revision !== undefined && revision !== run.execution.revision && (
        <>
          {' '}
          <span class="label attention">Changed since this run</span>
        </>
      )}
    </>
  );
}

function Logs({ run }: { run: string }) {
  const lines = useLogs(run);
  const text = lines?.map(({ createdAt, message }) => `${createdAt}  ${message}`).join('\n');
  return (
    <section class="box json" aria-label="Log">
      <h2 class="box-header">Log</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable by keyboard. */}
      <pre tabIndex={0}>{text === undefined ? 'Loading' : text || 'Nothing was logged'}</pre>
    </section>
  );
}
