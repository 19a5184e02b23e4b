import { useState } from 'preact/hooks';
import { countWords, selectionOf } from '../../core/runs-selection.ts';
import type { Filters } from '../../core/url-filters.ts';
import { call } from '../../state/call-api.ts';
import { useDryRun } from '../../state/dry-run.ts';
import { useAction } from '../../state/use-action.ts';
import { JobDialog } from './job-dialog.tsx';
import { showJobs } from './jobs.tsx';
import { Selection } from './selection.tsx';

/** The operations on many runs. */
const works = [
  {
    value: 'same',
    verb: 'Retry',
    path: '/v1/actions/runs/retry',
    body: { as: 'same' },
    title: 'Retry with the same idempotency keys',
    help: 'Waiting runs are attempted now; ended ones are repeated once.',
  },
  {
    value: 'new',
    verb: 'Retry',
    path: '/v1/actions/runs/retry',
    body: { as: 'new' },
    title: 'Retry as new runs',
    help: 'Ended runs are repeated as separate calls, using the current definitions.',
  },
  {
    value: 'cancel',
    verb: 'Cancel',
    path: '/v1/actions/runs/cancel',
    body: {},
    title: 'Cancel',
    help: 'Runs that have not ended end as failed. Calls in progress are not recalled.',
  },
] as const;

type Work = (typeof works)[number];
type Counted = { count: number; complete: boolean };

/** Retries or cancels all runs that match the filters, after saying how many there are. */
export function BulkRuns({ filters, onClose }: { filters: Filters; onClose(): void }) {
  const [work, setWork] = useState<Work>(works[0]);
  const { busy, problem: refusal, act } = useAction();
  // Taken once: what is started is what was counted.
  const [selection] = useState(() => selectionOf(filters, Date.now()));
  const { answer: counted, problem } = useDryRun<Counted>(work.path, { ...selection, ...work.body });
  const start = () => act(() => call('POST', work.path, { ...selection, ...work.body }).then(showJobs));
  return (
    <JobDialog
      title="Retry or cancel the filtered runs"
      problem={problem ?? refusal}
      submit={{
        label: `${work.verb} ${counted === null ? 'runs' : countWords(counted)}`,
        isDangerous: work.verb === 'Cancel',
        isDisabled: busy || counted === null || counted.count === 0,
      }}
      start={start}
      onClose={onClose}
    >
      <Selection of={selection} />
      <fieldset class="group plain">
        <legend class="visually-hidden">What to do</legend>
        {works.map((one) => (
          <label class="check" key={one.value}>
            <input type="radio" name="work" checked={one === work} onChange={() => setWork(one)} /> {one.title}
            <span class="muted help">{one.help}</span>
          </label>
        ))}
      </fieldset>
      <p role="status">
        {counted === null
          ? problem === null && 'Counting …'
          : counted.count === 0
            ? 'No run matches, so there is nothing to do.'
            : `This would affect ${countWords(counted)}.`}
      </p>
    </JobDialog>
  );
}
