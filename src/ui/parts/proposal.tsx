import { proposal } from '../state/proposals.ts';
import { Dialog } from './dialog.tsx';
import { DiffView } from './diff-view.tsx';

/** The result of a change for a repository: its pull request, or the change and where to make it manually. */
export function Proposal() {
  const change = proposal.value;
  if (change === null) return null;
  const title = change.pullRequest === null ? 'No pull request yet' : 'Pull request opened';
  const forget = () => {
    proposal.value = null;
  };
  return (
    <Dialog title={title} wide onClose={forget}>
      {(close) => (
        <>
          <p>
            {change.pullRequest !== null && (
              <>
                <a href={change.pullRequest.url} target="_blank" rel="noreferrer">
                  {change.repository} #{change.pullRequest.number}
                </a>{' '}
                changes <code>{change.file}</code>.{' '}
                {!change.file.endsWith('.test.yml') && 'It takes effect when it is merged and synced.'}
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
          <button class="button" type="button" onClick={close}>
            Close
          </button>
        </>
      )}
    </Dialog>
  );
}
