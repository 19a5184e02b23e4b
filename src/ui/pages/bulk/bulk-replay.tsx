import { useState } from 'preact/hooks';
import type { DryReplay } from '../../../core/views/replay-view.ts';
import { replayWords } from '../../core/replay-words.ts';
import { countWords, selectionOf } from '../../core/runs-selection.ts';
import type { Filters } from '../../core/url-filters.ts';
import { Icon } from '../../parts/icon.tsx';
import { call } from '../../state/call-api.ts';
import { useDryRun } from '../../state/dry-run.ts';
import { useAction } from '../../state/use-action.ts';
import { AutomationChoice } from './automation-choice.tsx';
import { JobDialog } from './job-dialog.tsx';
import { showJobs } from './jobs.tsx';
import { Selection } from './selection.tsx';

const path = '/v1/events/replay';

/** Replays all events that match the filters, after saying what the newest of them would start. */
export function BulkReplay({ filters, onClose }: { filters: Filters; onClose(): void }) {
  const [only, setOnly] = useState('');
  const { busy, problem: refusal, act } = useAction();
  // Taken once: what is started is what was counted.
  const [selection] = useState(() => selectionOf(filters, Date.now()));
  const asked = only === '' ? selection : { ...selection, automation: only };
  const { answer: dry, problem } = useDryRun<DryReplay>(path, asked);
  const start = () => act(() => call('POST', path, asked).then(showJobs));
  return (
    <JobDialog
      title="Replay the filtered events"
      problem={problem ?? refusal}
      submit={{
        label: `Replay ${dry === null ? 'events' : countWords(dry, 'event')}`,
        isDisabled: busy || dry === null || dry.count === 0,
      }}
      start={start}
      onClose={onClose}
    >
      <Selection of={selection} />
      <AutomationChoice value={only} onChange={setOnly} />
      <p role="status">{dry === null ? problem === null && 'Trying …' : replayWords(dry)}</p>
      {dry !== null && dry.runs.length > 0 && (
        <ul class="plain-list">
          {dry.runs.map(({ automation, count }) => (
            <li key={automation}>
              <Icon name="zap" /> <bdi>{automation}</bdi>{' '}
              <span class="muted">{count === 1 ? '1 run' : `${count} runs`}</span>
            </li>
          ))}
        </ul>
      )}
      <p class="muted help">
        They are matched using the current definitions, oldest first, and start new runs with new idempotency keys, so
        receivers will not recognize them.
      </p>
    </JobDialog>
  );
}
