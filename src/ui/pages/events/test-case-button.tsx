import { useEffect, useState } from 'preact/hooks';
import type { ProposedChange } from '../../../core/views/proposed-change.ts';
import type { TestCase } from '../../../core/views/test-case-view.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Problem } from '../../parts/problem.tsx';
import { Loaded } from '../../parts/states.tsx';
import { call } from '../../state/call-api.ts';
import { mayPropose, proposal } from '../../state/proposals.ts';
import { useResource } from '../../state/resource.ts';
import { useAction } from '../../state/use-action.ts';

/** Saves an event as a test of one automation. */
export function TestCaseButton({ event, automation }: { event: string; automation: string }) {
  const [isAsked, setIsAsked] = useState(false);
  return (
    <>
      <button
        class="button small"
        type="button"
        aria-label={`Save as a test of ${automation}`}
        onClick={() => setIsAsked(true)}
      >
        Save as a test
      </button>
      {isAsked && <TestCaseDialog event={event} automation={automation} onClose={() => setIsAsked(false)} />}
    </>
  );
}

const expectations = [
  { value: '', title: 'What happened' },
  { value: 'match', title: 'A match' },
  { value: 'no-match', title: 'No match' },
  { value: 'error', title: 'A condition that fails' },
];

const words = { match: 'a match', 'no-match': 'no match', error: 'a condition that fails' } as const;

function TestCaseDialog(of: { event: string; automation: string; onClose(): void }) {
  const { event, automation, onClose } = of;
  const [expect, setExpect] = useState('');
  const path = `/v1/automations/${encodeURIComponent(automation)}/test-case`;
  const wanted = { event, ...(expect !== '' && { expect }) };
  const answer = useResource<{ testCase: TestCase }>(`${path}?${new URLSearchParams(wanted)}`, []);
  const { busy, problem, act } = useAction();
  const title = (
    <>
      Test of <bdi>{automation}</bdi>
    </>
  );
  const open = async (close: () => void) => {
    const done = await act(async () => {
      proposal.value = (await call<{ change: ProposedChange }>('POST', path, wanted)).change;
    });
    if (done) close();
  };
  return (
    <Dialog title={title} wide onClose={onClose}>
      {(close) => (
        <div class="dialog-form">
          <label class="field">
            <span class="field-title">It expects</span>
            <select value={expect} onChange={({ currentTarget }) => setExpect(currentTarget.value)}>
              {expectations.map(({ value, title: name }) => (
                <option key={value} value={value}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <Loaded of={answer}>{({ testCase }) => <Preview testCase={testCase} />}</Loaded>
          <Problem text={problem} />
          <div class="actions">
            {answer.data !== undefined && (
              <>
                {answer.data.testCase.repository !== null && mayPropose() && (
                  <button class="button primary" type="button" disabled={busy} onClick={() => void open(close)}>
                    Open a pull request
                  </button>
                )}
                <Download testCase={answer.data.testCase} />
              </>
            )}
            <button class="button" type="button" onClick={close}>
              Close
            </button>
          </div>
        </div>
      )}
    </Dialog>
  );
}

function Preview({ testCase: { file, repository, expect, text, notes } }: { testCase: TestCase }) {
  return (
    <>
      <p class="muted">
        It expects {words[expect]}, and belongs in <code>{file}</code>
        {repository !== null && (
          <>
            {' '}
            of <bdi>{repository}</bdi>
          </>
        )}
        . Private values are replaced by others of the same type.
      </p>
      {notes.map((note) => (
        <p key={note}>
          <Icon name="alert" tone="attention" label="Note" /> <bdi>{note}</bdi>
        </p>
      ))}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard has to get there */}
      <section class="diff" aria-label="The test" tabIndex={0}>
        <pre>
          <span>{text}</span>
        </pre>
      </section>
    </>
  );
}

/** A link that saves the test as a file. */
function Download({ testCase: { file, text, repository } }: { testCase: TestCase }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [text]);
  return (
    <a
      class={repository === null ? 'button primary' : 'button'}
      href={url}
      download={file.slice(file.lastIndexOf('/') + 1)}
    >
      Download
    </a>
  );
}
