import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { BackendView, TriggerTypeView } from '../../../core/views/form-view.ts';
import { withCorrections } from '../../core/corrections.ts';
import { draftOf, withValue } from '../../core/draft.ts';
import { pathsOf } from '../../core/jq-path.ts';
import { textAt } from '../../core/json-at.ts';
import { shownIssues } from '../../core/shown-issues.ts';
import { KnownPaths } from '../../form/known-paths.ts';
import { Unfinished } from '../../form/unfinished.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { takeHandedOver } from '../../state/handed-over.ts';
import { noteFocus } from '../../state/insertion.ts';
import { useResource } from '../../state/resource.ts';
import { useUnsavedGuard } from '../../state/unsaved.ts';
import { useValidation } from '../../state/validation.ts';
import { Bench } from './bench.tsx';
import { useBenchEvent } from './bench-event.ts';
import { Conflict } from './conflict.tsx';
import { Actions } from './edit-actions.tsx';
import { BackendTab, BasicTab, JsonTab, type TabProps, TriggerTab } from './edit-tabs.tsx';
import { Issues } from './issues.tsx';
import { PauseNote } from './pause-note.tsx';
import { type Stored, useSaving } from './saving.ts';
import { YamlTab } from './yaml-tab.tsx';

/** The types that a form offers. */
type Types = { backends: readonly BackendView[]; triggers: readonly TriggerTypeView[] };

/** The editor of one definition, whose form, JSON and YAML are views of one draft, and its test bench. */
export function Editor({
  id,
  stored,
  ...types
}: Types & {
  /** Null for an automation that does not exist yet. */
  id: string | null;
  stored: Stored;
}) {
  const [base, setBase] = useState(stored);
  const [given] = useState(() => takeHandedOver(id));
  const [corrected] = useState(() => given && withCorrections(draftOf(stored.definition), given.corrections));
  const [draft, setDraft] = useState(() => corrected ?? draftOf(stored.definition));
  const saving = useSaving(id, draft, base);
  const checked = useValidation(draft.text);
  const [wasTried, setWasTried] = useState(false);
  const { problems, missing } = shownIssues(draft, checked ?? [], wasTried);
  const event = useBenchEvent(draft.value, given?.event ?? null);
  const paths = useMemo(() => pathsOf(event.examples), event.examples);
  useUnsavedGuard(draft.problem !== null || draft.text !== draftOf(base.definition).text);

  const form = useRef<HTMLFormElement>(null);
  // Before the view is painted: somebody who sees the form and types would lose the first characters.
  useLayoutEffect(() => {
    if (id === null) form.current?.querySelector('input')?.focus();
  }, []);

  const { refusal, refused } = saving;
  return (
    <>
      <h1>{id === null ? 'New automation' : <bdi>{textAt(stored.definition, ['title']) || id}</bdi>}</h1>
      {refusal !== null && (
        <p class="flash" role="alert">
          <Icon name="alert" /> {refusal}
        </p>
      )}
      {given !== null && (
        <p class={corrected ? 'flash success' : 'flash attention'} role="status">
          <Icon name={corrected ? 'check-circle-fill' : 'alert'} /> {corrected ? correctionMade : correctionLost}
        </p>
      )}
      {refused !== null && (
        <Conflict
          refused={refused}
          base={base.definition}
          mine={draft.value}
          onDecide={(definition) => {
            const { theirs } = refused;
            setBase({ ...base, revision: theirs.revision, definition: theirs.definition ?? base.definition });
            if (definition !== null) setDraft(withValue(draft, definition));
            saving.decide();
          }}
          onLeave={saving.leave}
          onDelete={() => void saving.remove(refused.theirs.revision)}
        />
      )}
      {id !== null && <PauseNote identifier={id} />}
      <div class="workbench">
        <form
          class="editor"
          ref={form}
          onFocusIn={noteFocus}
          onSubmit={(submitted) => {
            submitted.preventDefault();
            setWasTried(true);
            void saving.save();
          }}
        >
          <KnownPaths.Provider value={paths}>
            <Unfinished.Provider value={draft.unfinished}>
              <Views {...types} draft={draft} isNew={id === null} issues={problems} onChange={setDraft} />
            </Unfinished.Provider>
          </KnownPaths.Provider>
          <Issues issues={checked && problems} missing={missing} draft={draft} />
          <Actions id={id} base={base} saving={saving} />
        </form>
        <Bench draft={draft} event={event} onChange={setDraft} />
      </div>
    </>
  );
}

const correctionMade = 'The correction has been made here but is not saved yet. The test bench tries it on the event.';
const correctionLost = 'The automation has changed since then, so the correction no longer applies.';

/** The views of the draft, one a tab. */
function Views({ backends, triggers, ...props }: Types & TabProps) {
  const blueprints = useResource<{ blueprints: { identifier: string }[] }>('/v1/blueprints', []);
  const actions = useResource<{ actions: { identifier: string }[] }>('/v1/actions', []);
  const suggestions = {
    blueprintIdentifier: blueprints.data?.blueprints.map(({ identifier }) => identifier) ?? [],
    actionIdentifier: actions.data?.actions.map(({ identifier }) => identifier) ?? [],
  };
  const { problem, yaml } = props.draft;
  const written = problem === null ? null : yaml === null ? 'JSON' : 'YAML';
  const view = (title: string, content: () => ComponentChildren) => ({
    title,
    // A change here would begin with the last whole definition, and what is half typed there would be lost.
    content: () => (written === null || written === title ? content() : <HalfTyped language={written} />),
  });
  return (
    <Tabs
      label="Parts of the definition"
      tabs={[
        view('Basic details', () => <BasicTab {...props} />),
        view('Trigger', () => <TriggerTab {...props} triggers={triggers} suggestions={suggestions} />),
        view('Backend', () => <BackendTab {...props} backends={backends} />),
        view('JSON', () => <JsonTab {...props} backends={backends} />),
        view('YAML', () => <YamlTab {...props} />),
      ]}
    />
  );
}

function HalfTyped({ language }: { language: 'JSON' | 'YAML' }) {
  return <p>The {language} is not a definition yet. Finish it in its tab; then it is shown here too.</p>;
}
