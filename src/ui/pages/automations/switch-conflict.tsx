import type { JsonObject } from '../../../core/json.ts';
import { changesOf } from '../../core/three-way.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { FieldChanges } from '../../parts/field-change-list.tsx';
import type { Theirs } from '../../state/conflicts.ts';

/** The definition that a switch found instead of the one that was shown. */
export type SwitchConflictProps = {
  identifier: string;
  theirs: Theirs;
  publish: boolean;
  /** The definition that was shown; null where it is no longer known. */
  base: JsonObject | null;
  onSwitch(revision: string): void;
  onClose(): void;
};

/** Both sides of a switch that was refused because someone changed the automation in the meantime. */
export function SwitchConflict({ identifier, theirs, publish, base, onSwitch, onClose }: SwitchConflictProps) {
  const deed = publish ? 'switched on' : 'switched off';
  const known = base ?? theirs.definition ?? {};
  const changes = theirs.definition === null ? [] : changesOf(known, { ...known, publish }, theirs.definition);
  const { revision } = theirs;
  return (
    <Dialog
      wide
      title={
        <>
          <bdi>{identifier}</bdi> was not {deed}: it was {revision === null ? 'deleted' : 'changed'} in the meantime
        </>
      }
      onClose={onClose}
    >
      {(close) => (
        <div class="dialog-form">
          {base === null && <p class="muted">The original value is no longer known; this is what would change.</p>}
          <FieldChanges changes={changes} />
          <div class="actions">
            {revision !== null && (
              <button class="button primary" type="button" onClick={() => onSwitch(revision)}>
                {publish ? 'Switch on anyway' : 'Switch off anyway'}
              </button>
            )}
            <button class="button" type="button" onClick={close}>
              Leave it as it is now
            </button>
          </div>
        </div>
      )}
    </Dialog>
  );
}
