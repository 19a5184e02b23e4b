import { type RunView, resultWords } from '../../core/run-words.ts';
import { JsonView } from '../../parts/json-view.tsx';
import { Loaded } from '../../parts/states.tsx';
import { RunStatusIcon } from '../../parts/status.tsx';
import { Ago } from '../../parts/time.tsx';
import { useResource } from '../../state/resource.ts';
import { Attempts } from './attempts.tsx';

type Log = { message: string; createdAt: string };

/** One run: how it went, its attempts, its request and response, why it fired, and its log. */
export function RunPage({ id }: { id: string }) {
  const path = `/v1/actions/runs/${encodeURIComponent(id)}`;
  const answer = useResource<{ run: RunView }>(path, [`run:${id}`]);
  const logs = useResource<{ runLogs: Log[] }>(`${path}/logs`, [`run:${id}`]);
  return (
    <Loaded of={answer}>
      {({ run }) => (
        <>
          <h1>
            <bdi>{run.action.title}</bdi> <code class="muted">{run.id}</code>
          </h1>
          <p class="result">
            <RunStatusIcon status={run.status} phase={run.execution.phase} /> <bdi>{resultWords(run)}</bdi>
          </p>
          <Facts run={run} />
          <Attempts run={run} />
          <JsonView title="Why it fired" value={run.execution.reason} />
          <Loaded of={logs}>{({ runLogs }) => <Logs lines={runLogs} />}</Loaded>
        </>
      )}
    </Loaded>
  );
}

function Facts({ run }: { run: RunView }) {
  const { event, target, chain } = run.execution;
  return (
    <dl class="facts">
      <dt>Started</dt>
      <dd>
        <Ago at={run.createdAt} />
      </dd>
      <dt>Event</dt>
      <dd>
        <a href={`/events/${encodeURIComponent(event)}`}>{event}</a>
      </dd>
      {target && (
        <>
          <dt>Target</dt>
          <dd>
            <bdi>{target}</bdi>
          </dd>
        </>
      )}
      {chain.length > 0 && (
        <>
          <dt>Caused by</dt>
          <dd>
            {chain.map((one) => (
              <a key={one} href={`/runs/${encodeURIComponent(one)}`}>
                {one}{' '}
              </a>
            ))}
          </dd>
        </>
      )}
    </dl>
  );
}

function Logs({ lines }: { lines: readonly Log[] }) {
  const text = lines.map(({ createdAt, message }) => `${createdAt}  ${message}`).join('\n');
  return (
    <section class="box json" aria-label="Log">
      <h2 class="box-header">Log</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable by keyboard. */}
      <pre tabIndex={0}>{text || 'Nothing was logged'}</pre>
    </section>
  );
}
