import { useEffect, useState } from 'preact/hooks';
import type { ExampleView } from '../../../core/views/example-view.ts';
import type { RunRow } from '../../../core/views/run-view.ts';
import { Icon } from '../../parts/icon.tsx';
import { Loaded } from '../../parts/states.tsx';
import { call } from '../../state/call-api.ts';
import { navigate } from '../../state/location.ts';
import { refresh, useResource } from '../../state/resource.ts';
import { holds } from '../../state/session.ts';

const path = '/v1/examples';

/** The automations from the documentation: one click adds each, and another sends an event that makes it fire. */
export function Examples() {
  const answer = useResource<{ examples: ExampleView[] }>(path, ['automation:']);
  return (
    <section aria-labelledby="examples">
      <h2 id="examples" class="heading">
        Examples
      </h2>
      <Loaded of={answer}>
        {({ examples }) => (
          <div class="cards">
            {examples.map((example) => (
              <Card key={example.identifier} example={example} />
            ))}
          </div>
        )}
      </Loaded>
    </section>
  );
}

function Card({ example }: { example: ExampleView }) {
  const { identifier, title, description, sample, definition, added } = example;
  const [problem, setProblem] = useState<string | null>(null);
  const [sent, setSent] = useState<SentSample | null>(null);
  const mayWrite = holds('write');
  const attempt = (work: Promise<unknown>) =>
    work.then(
      () => setProblem(null),
      (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
    );
  const add = () => attempt(call('POST', '/v1/actions', definition).then(() => refresh(path)));
  const send = () => attempt(sendSample(identifier).then(setSent));
  return (
    <article class="box card" aria-label={title}>
      <h3>{title}</h3>
      <p class="muted">{description}</p>
      <p class="muted">
        <strong>Sample:</strong> {sample}
      </p>
      {problem !== null && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {mayWrite && (
        <p class="actions">
          {added ? (
            <button class="button" type="button" disabled={sent !== null} onClick={() => void send()}>
              Send a sample event
            </button>
          ) : (
            <button class="button primary" type="button" onClick={() => void add()}>
              Add
            </button>
          )}
          {added && (
            <span class="muted">
              <Icon name="check-circle-fill" tone="success" /> Added
            </span>
          )}
        </p>
      )}
      {sent !== null && <Following automation={identifier} sent={sent} />}
    </article>
  );
}

/** A sample that was sent, and the newest run before it. */
type SentSample = { receiver: boolean; before: string | null };

const runsOf = (automation: string) => `/v1/lists/runs?${new URLSearchParams({ automation, limit: '1' })}`;

async function sendSample(automation: string): Promise<SentSample> {
  const { runs } = await call<{ runs: RunRow[] }>('GET', runsOf(automation));
  const { receiver } = await call<{ receiver: boolean }>('POST', `${path}/${encodeURIComponent(automation)}/try`);
  return { receiver, before: runs[0]?.id ?? null };
}

/** Waits for the run of a sample and goes there. */
function Following({ automation, sent }: { automation: string; sent: SentSample }) {
  const { data } = useResource<{ runs: RunRow[] }>(runsOf(automation), ['run:']);
  const newest = data?.runs[0]?.id;
  useEffect(() => {
    if (newest !== undefined && newest !== sent.before) navigate(`/runs/${encodeURIComponent(newest)}`);
  }, [newest]);
  return (
    <p class="muted" role="status">
      Sent. Waiting for its run
      {sent.receiver
        ? '; this service receives the call instead of the real target.'
        : '; the call goes to the address in the definition.'}
    </p>
  );
}
