import { durationOf } from '../../core/ago.ts';
import { type AttemptView, attemptOutcome, type RunView } from '../../core/run-words.ts';
import { JsonView } from '../../parts/json-view.tsx';
import { Ago } from '../../parts/time.tsx';

/** The attempts of a run: the newest with what was sent, what came back and what went wrong; the older ones folded. */
export function Attempts({ run }: { run: RunView }) {
  const [newest, ...older] = run.execution.history.toReversed();
  if (newest === undefined) return <p class="muted">No attempt has been made yet.</p>;
  return (
    <section aria-labelledby="attempts">
      <h2 id="attempts" class="heading">
        Attempts
      </h2>
      <p class="attempt">
        <Line attempt={newest} />
      </p>
      <div class="columns three">
        <JsonView title="Request" value={run.payload} />
        <JsonView title="Response" value={run.response} />
        <JsonView title="Error" value={attemptOutcome(newest).isError ? newest.message : null} />
      </div>
      {older.length > 0 && (
        <details class="box fold">
          <summary>{older.length === 1 ? '1 older attempt' : `${older.length} older attempts`}</summary>
          <ul>
            {older.map((attempt) => (
              <li class="row" key={attempt.attempt}>
                <Line attempt={attempt} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Line({ attempt }: { attempt: AttemptView }) {
  const { statusCode, message, startedAt, endedAt } = attempt;
  const { words, isError } = attemptOutcome(attempt);
  return (
    <>
      <span class={isError ? 'label danger' : 'label'}>Attempt {attempt.attempt}</span>{' '}
      <span class="grow">
        {words}
        {statusCode !== null && ` · status ${statusCode}`}
        {message !== null && <bdi> · {message}</bdi>}
      </span>{' '}
      <span class="muted when">
        <Ago at={startedAt} />
        {endedAt !== null && <> · {durationOf(Date.parse(endedAt) - Date.parse(startedAt))}</>}
      </span>
    </>
  );
}
