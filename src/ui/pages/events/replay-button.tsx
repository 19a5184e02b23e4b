import { useState } from 'preact/hooks';
import { Dialog } from '../../parts/dialog.tsx';
import { ForRole } from '../../parts/for-role.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Problem } from '../../parts/problem.tsx';
import { call } from '../../state/call-api.ts';
import { useDryRun } from '../../state/dry-run.ts';
import { useAction } from '../../state/use-action.ts';
import { AutomationChoice } from '../bulk/automation-choice.tsx';

type Failed = { automation: string; message: string };
type Dry = { runs: { automation: string }[]; errors: Failed[] };
type ReplayAnswer = { runs: { id: string; automation: string }[]; errors: Failed[] };

/** Matches an event again, after showing what that would start. */
export function ReplayButton({ event }: { event: string }) {
  const [isAsked, setIsAsked] = useState(false);
  return (
    <ForRole needs="operate" what="Replaying events">
      <button class="button" type="button" onClick={() => setIsAsked(true)}>
        Replay
      </button>
      {isAsked && <ReplayDialog event={event} onClose={() => setIsAsked(false)} />}
    </ForRole>
  );
}

function ReplayDialog({ event, onClose }: { event: string; onClose(): void }) {
  const path = `/v1/events/${encodeURIComponent(event)}/replay`;
  const [only, setOnly] = useState('');
  const [done, setDone] = useState<ReplayAnswer | null>(null);
  const { busy, problem, act } = useAction();
  const asked = only === '' ? {} : { automation: only };
  const { answer: dry, problem: dryProblem } = useDryRun<Dry>(path, asked);
  const replay = () => act(async () => setDone(await call<ReplayAnswer>('POST', path, asked)));
  return (
    <Dialog title="Replay this event" onClose={onClose}>
      {(close) =>
        done !== null ? (
          <div class="dialog-form">
            <p role="status">{done.runs.length === 0 ? 'It started nothing.' : 'It started:'}</p>
            <Outcome runs={done.runs} errors={done.errors} />
            <div class="actions">
              <button class="button" type="button" onClick={close}>
                Close
              </button>
            </div>
          </div>
        ) : (
          <form
            class="dialog-form"
            onSubmit={(submitted) => {
              submitted.preventDefault();
              void replay();
            }}
          >
            <AutomationChoice value={only} onChange={setOnly} />
            <p role="status">{dryWords(dry, dryProblem)}</p>
            {dry !== null && <Outcome {...dry} />}
            <p class="muted help">
              It is matched using the current definitions and starts new runs with new idempotency keys, so receivers
              will not recognize them.
            </p>
            <Problem text={dryProblem ?? problem} />
            <div class="actions">
              <button class="button primary" type="submit" disabled={busy || dry === null || dry.runs.length === 0}>
                Replay
              </button>
              <button class="button" type="button" onClick={close}>
                Cancel
              </button>
            </div>
          </form>
        )
      }
    </Dialog>
  );
}

function dryWords(dry: Dry | null, problem: string | null): string {
  if (dry === null) return problem === null ? 'Trying …' : '';
  if (dry.runs.length === 0) return 'No automation would run.';
  return dry.runs.length === 1 ? 'This would start 1 run:' : `This would start ${dry.runs.length} runs:`;
}

/** The runs, as links once they are there, and the conditions that failed. */
function Outcome({
  runs,
  errors,
}: {
  runs: readonly { id?: string; automation: string }[];
  errors: readonly Failed[];
}) {
  return (
    <ul class="plain-list">
      {runs.map(({ id, automation }) => (
        <li key={id ?? automation}>
          <Icon name="zap" />{' '}
          {id === undefined ? (
            <bdi>{automation}</bdi>
          ) : (
            <a href={`/runs/${encodeURIComponent(id)}`}>
              <bdi>{automation}</bdi>
            </a>
          )}
        </li>
      ))}
      {errors.map(({ automation, message }) => (
        <li key={automation}>
          <Icon name="alert" tone="danger" label="Condition failed" />{' '}
          <bdi>
            {automation}: {message}
          </bdi>
        </li>
      ))}
    </ul>
  );
}
