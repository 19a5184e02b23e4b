import type { JsonObject } from '../../../core/json.ts';
import { changesOf, withTheirs } from '../../core/three-way.ts';
import { FieldChanges } from '../../parts/field-change-list.tsx';
import { Icon } from '../../parts/icon.tsx';
import type { Theirs } from '../../state/conflicts.ts';

/** A change that was refused because the automation has changed since it was loaded. */
export type Refused = { theirs: Theirs; wanted: 'save' | 'delete' };

/** Both sides of a conflict, field by field, and the ways to resolve it. */
export function Conflict({
  refused: { theirs, wanted },
  base,
  mine,
  onDecide,
  onLeave,
  onDelete,
}: {
  refused: Refused;
  /** What I started from. */
  base: JsonObject;
  mine: JsonObject;
  /** The definition to continue with; null for mine as it is. */
  onDecide(definition: JsonObject | null): void;
  onLeave(): void;
  onDelete(): void;
}) {
  const changes = theirs.definition === null ? [] : changesOf(base, mine, theirs.definition);
  const canMerge = changes.some(({ by }) => by === 'them') && changes.every(({ by }) => by !== 'both');
  return (
    <section class="box conflict" aria-labelledby="conflict">
      <h2 class="box-header" id="conflict">
        <Icon name="alert" tone="attention" /> <span role="alert">{headingOf(theirs, wanted)}</span>
      </h2>
      <FieldChanges changes={changes} />
      {theirs.definition !== null && changes.length === 0 && (
        <p class="row muted">Both are the same now, so there is nothing to choose.</p>
      )}
      <div class="actions box-footer">
        {wanted === 'delete' && theirs.definition !== null && (
          <button class="button danger" type="button" onClick={onDelete}>
            Delete it anyway
          </button>
        )}
        {canMerge && (
          <button class="button" type="button" onClick={() => onDecide(withTheirs(mine, changes))}>
            Merge theirs into mine
          </button>
        )}
        <button class="button" type="button" onClick={() => onDecide(null)}>
          Keep editing mine
        </button>
        {theirs.definition === null ? (
          <button class="button" type="button" onClick={onLeave}>
            Leave it deleted
          </button>
        ) : (
          <button class="button" type="button" onClick={() => onDecide(theirs.definition)}>
            Use theirs
          </button>
        )}
        <p class="muted help">
          {theirs.definition === null
            ? 'After “Keep editing mine”, saving creates it again.'
            : 'After “Keep editing mine”, saving replaces theirs.'}
        </p>
      </div>
    </section>
  );
}

function headingOf({ definition }: Theirs, wanted: Refused['wanted']): string {
  const done = wanted === 'save' ? 'Nothing was saved' : 'It was not deleted';
  return `${done}: the automation was ${definition === null ? 'deleted' : 'changed'} in the meantime`;
}
