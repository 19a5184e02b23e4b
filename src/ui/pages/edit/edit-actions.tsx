import type { FacetsAnswer } from '../../../core/views/automation-view.ts';
import { useResource } from '../../state/resource.ts';
import { holds } from '../../state/session.ts';
import { PauseButton } from '../pauses/pause-button.tsx';
import { refreshPauses, usePause } from './pause-note.tsx';
import type { Saving, Stored } from './saving.ts';

/** The actions on the automation in the editor. */
export function Actions({ id, base, saving }: { id: string | null; base: Stored; saving: Saving }) {
  const { busy, place, setPlace } = saving;
  const isProposed = base.source?.editable === true || place !== '';
  const create = isProposed ? 'Propose automation' : 'Create automation';
  return (
    <>
      {id === null && <Place place={place} onChange={setPlace} />}
      <div class="actions">
        <button class="button primary" type="submit" disabled={busy}>
          {id === null ? create : isProposed ? 'Propose changes' : 'Save changes'}
        </button>
        <a class="button" href="/automations">
          Cancel
        </a>
        {id !== null && (
          <>
            <a class="button" href={`/automations/${encodeURIComponent(id)}/history`}>
              History
            </a>
            {holds('operate') && <Pausing identifier={id} />}
            <button
              class="button danger"
              type="button"
              disabled={busy}
              onClick={() => void saving.remove(base.revision)}
            >
              Delete
            </button>
          </>
        )}
      </div>
    </>
  );
}

function Pausing({ identifier }: { identifier: string }) {
  const paused = usePause(identifier);
  if (paused === undefined) return null;
  return <PauseButton kind="automation" name={identifier} paused={paused} onChanged={refreshPauses} />;
}

/** Where a new automation is defined: in this service, or in one of the repositories that own automations. */
function Place({ place, onChange }: { place: string; onChange(place: string): void }) {
  const { data } = useResource<FacetsAnswer>('/v1/automations/facets', []);
  const sources = (data?.sources ?? []).map(({ value }) => value).filter((name) => /^[^:]+\/[^:]+:/.test(name));
  if (sources.length === 0) return null;
  return (
    <div class="field">
      <label class="field-title" for="place">
        Where it is defined
      </label>
      <select id="place" value={place} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        <option value="">In this service</option>
        {sources.map((name) => (
          <option key={name} value={name}>
            In {name}, by a pull request
          </option>
        ))}
      </select>
    </div>
  );
}
