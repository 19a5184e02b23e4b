import { useEffect, useRef } from 'preact/hooks';
import { proposal } from '../state/proposals.ts';
import { DiffView } from './diff-view.tsx';

/** What came of a change for a repository: its pull request, or the change and where to make it by hand. */
export function Proposal() {
  const dialog = useRef<HTMLDialogElement>(null);
  const change = proposal.value;
  useEffect(() => {
    if (change !== null) dialog.current?.showModal();
  }, [change]);
  const close = () => {
    proposal.value = null;
  };
  return (
    <dialog ref={dialog} class="wide" aria-labelledby="proposal" onClose={close}>
      {change !== null && (
        <>
          <h2 id="proposal">{change.pullRequest === null ? 'No pull request yet' : 'Pull request opened'}</h2>
          <p>
            {change.pullRequest !== null && (
              <>
                <a href={change.pullRequest.url} target="_blank" rel="noreferrer">
                  {change.repository} #{change.pullRequest.number}
                </a>{' '}
                changes <code>{change.file}</code>. It takes effect when it is merged and synced.
              </>
            )}
            {change.pullRequest === null && (
              <>
                {change.reason}. Make the change yourself:{' '}
                <a href={change.editor} target="_blank" rel="noreferrer">{`edit ${change.file} on GitHub`}</a>.
              </>
            )}
          </p>
          {change.warnings.map((warning) => (
            <p class="muted" key={warning}>
              {warning}.
            </p>
          ))}
          <DiffView text={change.diff} label={`The change of ${change.file}`} />
          <form method="dialog">
            <button class="button" type="submit">
              Close
            </button>
          </form>
        </>
      )}
    </dialog>
  );
}
