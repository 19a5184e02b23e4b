import type { ComponentChildren } from 'preact';
import { Dialog } from '../../parts/dialog.tsx';
import { Problem } from '../../parts/problem.tsx';

/** A dialog that starts a bulk job: `start` resolves to whether it has begun, and the dialog closes then. */
export function JobDialog(props: {
  title: string;
  problem: string | null;
  submit: { label: string; isDangerous?: boolean; isDisabled: boolean };
  start(): Promise<boolean>;
  onClose(): void;
  children: ComponentChildren;
}) {
  const { title, problem, submit, start, onClose, children } = props;
  return (
    <Dialog title={title} onClose={onClose}>
      {(close) => (
        <form
          class="dialog-form"
          onSubmit={(event) => {
            event.preventDefault();
            void start().then((hasBegun) => {
              if (hasBegun) close();
            });
          }}
        >
          {children}
          <Problem text={problem} />
          <div class="actions">
            <button
              class={submit.isDangerous === true ? 'button danger' : 'button primary'}
              type="submit"
              disabled={submit.isDisabled}
            >
              {submit.label}
            </button>
            <button class="button" type="button" onClick={close}>
              Close
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
