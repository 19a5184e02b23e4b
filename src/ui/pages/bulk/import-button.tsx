import { useState } from 'preact/hooks';
import { call } from '../../state/call-api.ts';
import { holds, session } from '../../state/session.ts';
import { useAction } from '../../state/use-action.ts';
import { JobDialog } from './job-dialog.tsx';
import { showJobs } from './jobs.tsx';

/** Imports existing objects from GitHub; shown only if an App is configured, and to people who may do so. */
export function ImportButton() {
  const [isAsked, setIsAsked] = useState(false);
  if (!holds('operate') || session.value?.service?.githubApp !== true) return null;
  return (
    <>
      <button class="button" type="button" onClick={() => setIsAsked(true)}>
        Import from GitHub
      </button>
      {isAsked && <ImportDialog onClose={() => setIsAsked(false)} />}
    </>
  );
}

function ImportDialog({ onClose }: { onClose(): void }) {
  const [names, setNames] = useState('');
  const [fire, setFire] = useState(false);
  const { busy, problem, act } = useAction();
  const start = () => {
    const body = { ...wantedOf(names), ...(fire && { fire }) };
    return act(() => call('POST', '/v1/github/imports', body).then(showJobs));
  };
  return (
    <JobDialog
      title="Import from GitHub"
      problem={problem}
      submit={{ label: 'Import', isDisabled: busy }}
      start={start}
      onClose={onClose}
    >
      <p class="muted">
        Repositories, pull requests, issues and whatever else the mapping contains become entities, as if their webhooks
        had arrived. The import runs in the background.
      </p>
      <label class="field">
        <span class="field-title">Account or repositories</span>
        <input
          type="text"
          placeholder="acme, or acme/platform acme/shop"
          value={names}
          onInput={({ currentTarget }) => setNames(currentTarget.value)}
        />
        <span class="muted help">Empty: every account that installed the App.</span>
      </label>
      <label class="check">
        <input type="checkbox" checked={fire} onChange={({ currentTarget }) => setFire(currentTarget.checked)} /> Let
        automations fire
        <span class="muted help">
          Everything that the import creates or changes then causes an event; otherwise nothing fires.
        </span>
      </label>
    </JobDialog>
  );
}

/** An account, or repositories of one, from what was typed. */
function wantedOf(text: string): { account?: string; repositories?: string[] } {
  const names = text.split(/[\s,]+/).filter((name) => name !== '');
  const [first] = names;
  if (first === undefined) return {};
  return names.length === 1 && !first.includes('/') ? { account: first } : { repositories: names };
}
