import type { AutomationRow } from '../../../core/views/automation-view.ts';
import type { BackendView, TriggerTypeView } from '../../../core/views/form-view.ts';
import { newDefinition } from '../../core/draft.ts';
import { settingsWords } from '../../core/settings-words.ts';
import { Loaded } from '../../parts/states.tsx';
import { useResource } from '../../state/resource.ts';
import { Editor } from './automation-editor.tsx';
import type { Stored } from './saving.ts';

/** Creates an automation, or edits the one with this identifier. */
export function EditPage({ id }: { id: string | null }) {
  const backends = useResource<{ backends: BackendView[] }>('/v1/backends', []);
  const triggers = useResource<{ triggers: TriggerTypeView[] }>('/v1/triggers', []);
  return (
    <Loaded of={backends}>
      {(fromBackends) => (
        <Loaded of={triggers}>
          {(fromTriggers) => {
            const parts = { backends: fromBackends.backends, triggers: fromTriggers.triggers };
            return id === null ? (
              <Editor {...parts} id={null} stored={{ revision: null, definition: newDefinition }} />
            ) : (
              <Existing {...parts} key={id} id={id} />
            );
          }}
        </Loaded>
      )}
    </Loaded>
  );
}

function Existing({
  id,
  ...parts
}: {
  id: string;
  backends: readonly BackendView[];
  triggers: readonly TriggerTypeView[];
}) {
  const path = `/v1/automations/${encodeURIComponent(id)}`;
  // Not reloaded while it is edited, so that no typed text is lost.
  const answer = useResource<{ automation: Stored & Pick<AutomationRow, 'settings'> }>(path, []);
  return (
    <Loaded of={answer}>
      {({ automation }) => (
        <>
          {automation.settings && (
            <p class="muted">Settings, from the file beside the definitions: {settingsWords(automation.settings)}</p>
          )}
          <Editor {...parts} key={id} id={id} stored={automation} />
        </>
      )}
    </Loaded>
  );
}
