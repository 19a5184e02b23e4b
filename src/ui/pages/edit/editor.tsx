import { useState } from 'preact/hooks';
import type { JsonObject } from '../../../core/json.ts';
import type { BackendView, TriggerTypeView } from '../../../core/views/forms.ts';
import { draftOf } from '../../core/draft.ts';
import { textAt } from '../../core/json-at.ts';
import { Icon } from '../../parts/icon.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { call } from '../../state/api.ts';
import { navigate, releaseGuards } from '../../state/location.ts';
import { refresh, useResource } from '../../state/resource.ts';
import { useUnsavedGuard } from '../../state/unsaved.ts';
import { useValidation, validate } from '../../state/validation.ts';
import { Issues } from './issues.tsx';
import { BackendTab, BasicTab, JsonTab, TriggerTab } from './tabs.tsx';

/** The editor of one definition: the form's tabs and JSON are views of one draft. */
export function Editor({
  id,
  stored,
  backends,
  triggers,
}: {
  /** Null for an automation that does not exist yet. */
  id: string | null;
  stored: JsonObject;
  backends: readonly BackendView[];
  triggers: readonly TriggerTypeView[];
}) {
  const [draft, setDraft] = useState(() => draftOf(stored));
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const issues = useValidation(draft.text);
  const blueprints = useResource<{ blueprints: { identifier: string }[] }>('/v1/blueprints', []);
  const actions = useResource<{ actions: { identifier: string }[] }>('/v1/actions', []);
  useUnsavedGuard(draft.text !== draftOf(stored).text);

  const act = async (work: () => Promise<void>) => {
    setBusy(true);
    setRefusal(null);
    await work().catch((error: unknown) => setRefusal(error instanceof Error ? error.message : String(error)));
    setBusy(false);
  };
  const save = () =>
    act(async () => {
      if (draft.problem !== null) throw new Error(`The definition is not JSON: ${draft.problem}`);
      const found = await validate(draft.text);
      const errors = found.filter(({ severity }) => severity === 'error');
      if (errors.length > 0)
        throw new Error(`Not saved: fix ${errors.length === 1 ? 'the error' : 'the errors'} below first`);
      if (id === null) await call('POST', '/v1/actions', draft.value);
      else await call('PUT', `/v1/actions/${encodeURIComponent(id)}`, draft.value);
      await leave(textAt(draft.value, ['identifier']));
    });
  const remove = () =>
    act(async () => {
      if (id === null || !window.confirm(`Delete the automation ${id}? Its runs stay.`)) return;
      await call('DELETE', `/v1/actions/${encodeURIComponent(id)}`);
      await leave(null);
    });

  const props = { draft, isNew: id === null, onChange: setDraft };
  const suggestions = {
    blueprintIdentifier: blueprints.data?.blueprints.map(({ identifier }) => identifier) ?? [],
    actionIdentifier: actions.data?.actions.map(({ identifier }) => identifier) ?? [],
  };
  return (
    <form
      class="editor"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h1>{id === null ? 'New automation' : <bdi>{textAt(stored, ['title']) || id}</bdi>}</h1>
      {refusal !== null && (
        <p class="flash" role="alert">
          <Icon name="alert" /> {refusal}
        </p>
      )}
      <Tabs
        label="Parts of the definition"
        tabs={[
          { title: 'Basic details', content: () => <BasicTab {...props} /> },
          { title: 'Trigger', content: () => <TriggerTab {...props} triggers={triggers} suggestions={suggestions} /> },
          { title: 'Backend', content: () => <BackendTab {...props} backends={backends} /> },
          { title: 'JSON', content: () => <JsonTab {...props} /> },
        ]}
      />
      <Issues issues={issues} problem={draft.problem} />
      <div class="actions">
        <button class="button primary" type="submit" disabled={busy}>
          {id === null ? 'Create automation' : 'Save changes'}
        </button>
        <a class="button" href="/automations">
          Cancel
        </a>
        {id !== null && (
          <button class="button danger" type="button" disabled={busy} onClick={() => void remove()}>
            Delete
          </button>
        )}
      </div>
    </form>
  );
}

/** Back to the list, with what was stored. */
async function leave(identifier: string | null): Promise<void> {
  releaseGuards();
  if (identifier !== null) await refresh(`/v1/automations/${encodeURIComponent(identifier)}`);
  navigate('/automations');
}
