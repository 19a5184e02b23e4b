import { useState } from 'preact/hooks';
import type { PauseKind, PauseView } from '../../../core/views/pause-view.ts';
import { isoTime } from '../../core/since.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Problem } from '../../parts/problem.tsx';
import { Ago, Ahead } from '../../parts/time.tsx';
import { call } from '../../state/call-api.ts';
import { useAction } from '../../state/use-action.ts';

const paths: Record<PauseKind, string> = { automation: '/v1/actions', target: '/v1/targets' };

/** A pause in words: by whom, since when, until when and why. */
export function PauseWords({ pause: { by, since, until, reason } }: { pause: PauseView }) {
  return (
    <>
      by <bdi>{by ?? 'someone'}</bdi> <Ago at={since} />
      {until !== null && (
        <>
          , ends <Ahead at={until} />
        </>
      )}
      : <bdi>{reason}</bdi>
    </>
  );
}

/** Pauses an automation or a target, or ends its pause. */
export function PauseButton({
  kind,
  name,
  paused,
  onChanged,
}: {
  kind: PauseKind;
  name: string;
  paused: PauseView | null;
  onChanged(): Promise<void>;
}) {
  const [isAsked, setIsAsked] = useState(false);
  const { busy, problem, act } = useAction();
  const path = `${paths[kind]}/${encodeURIComponent(name)}`;
  if (paused === null) {
    return (
      <>
        <button class="button" type="button" aria-label={`Pause ${name}`} onClick={() => setIsAsked(true)}>
          Pause
        </button>
        {isAsked && <PauseDialog {...{ kind, name, path, onChanged }} onClose={() => setIsAsked(false)} />}
      </>
    );
  }
  return (
    <>
      <button
        class="button"
        type="button"
        disabled={busy}
        aria-label={`Resume ${name}`}
        onClick={() => void act(() => call('POST', `${path}/resume`).then(onChanged))}
      >
        Resume
      </button>
      <Problem text={problem} />
    </>
  );
}

function PauseDialog({
  kind,
  name,
  path,
  onChanged,
  onClose,
}: {
  kind: PauseKind;
  name: string;
  path: string;
  onChanged(): Promise<void>;
  onClose(): void;
}) {
  const { busy, problem, act } = useAction();
  const pause = async (event: SubmitEvent, close: () => void) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const until = isoTime(String(fields.get('until')));
    const body = { reason: String(fields.get('reason')), ...(until !== '' && { until }) };
    if (!(await act(() => call('POST', `${path}/pause`, body)))) return;
    // First, so that the focus returns to the button.
    close();
    await onChanged();
  };
  return (
    <Dialog
      title={
        <>
          Pause <bdi>{name}</bdi>
        </>
      }
      onClose={onClose}
    >
      {(close) => (
        <form class="dialog-form" onSubmit={(event) => void pause(event, close)}>
          <p class="muted">
            Events are stored and matched as before; the runs of this {kind} are held until the pause ends, and none is
            lost.
          </p>
          <label class="field">
            <span class="field-title">Reason</span>
            <input name="reason" type="text" required maxLength={1000} autocomplete="off" />
          </label>
          <label class="field">
            <span class="field-title">
              Ends at <span class="muted">(optional)</span>
            </span>
            <input name="until" type="datetime-local" />
          </label>
          <Problem text={problem} />
          <div class="actions">
            <button class="button primary" type="submit" disabled={busy}>
              Pause
            </button>
            <button class="button" type="button" onClick={close}>
              Cancel
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
