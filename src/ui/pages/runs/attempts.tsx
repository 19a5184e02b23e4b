import { durationOf } from '../../core/ago.ts';
import { type AttemptView, attemptOutcome, type RunView } from '../../core/run-words.ts';
import { JsonView } from '../../parts/json-view.tsx';
import { Ago } from '../../parts/time.tsx';

/** The attempts of a run, newest first: that one open, the older ones folded. */
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
      <Exchange attempt={newest} />
      {older.map((attempt) => (
        <details class="box fold older" key={attempt.attempt}>
          <summary>
            <span class="attempt">
              <Line attempt={attempt} />
            </span>
          </summary>
          <Exchange attempt={attempt} />
        </details>
      ))}
    </section>
  );
}

/** The request, the response and any error of an attempt, side by side. */
function Exchange({ attempt }: { attempt: AttemptView }) {
  const { request, response, message, attempt: number } = attempt;
  const of = (title: string) => (number === 1 ? title : `${title} of attempt ${number}`);
  const error = attemptOutcome(attempt).isError ? message : null;
  return (
    <div class={error === null ? 'columns' : 'columns three'}>
      <JsonView title={of('Request')} value={request} />
      <JsonView title={of('Response')} value={response} />
      {error !== null && <JsonView title={of('Error')} value={error} />}
    </div>
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
        {statusCode !== null && message?.includes(`HTTP ${statusCode}`) !== true && ` · HTTP ${statusCode}`}
        {message !== null && <bdi> · {message}</bdi>}
      </span>{' '}
      <span class="muted when">
        <Ago at={startedAt} />
        {endedAt !== null && <> · {durationOf(Date.parse(endedAt) - Date.parse(startedAt))}</>}
      </span>
    </>
  );
}
