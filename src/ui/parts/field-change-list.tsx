import type { Json } from '../../core/json.ts';
import { fieldPath } from '../../core/source/field-path.ts';
import type { FieldDifference } from '../core/three-way.ts';

const who = { me: 'Changed by you', them: 'Changed meanwhile', both: 'Changed by both' } as const;

/** Fields that differ between two people's versions: the original, theirs and mine. */
export function FieldChanges({ changes }: { changes: readonly FieldDifference[] }) {
  if (changes.length === 0) return null;
  return (
    <ul>
      {changes.map((change) => (
        <li class="row" key={change.path.join('.')}>
          <Change change={change} />
        </li>
      ))}
    </ul>
  );
}

function Change({ change: { path, base, mine, theirs, by } }: { change: FieldDifference }) {
  return (
    <div class="grow">
      <p>
        <code>{fieldPath(path) || 'the whole definition'}</code>{' '}
        <span class={`label ${by === 'both' ? 'attention' : ''}`}>{who[by]}</span>
      </p>
      <dl class="change">
        <dt>Was</dt>
        <dd>{textOf(base)}</dd>
        <dt>Theirs</dt>
        <dd>{by === 'me' ? textOf(theirs) : <ins>{textOf(theirs)}</ins>}</dd>
        <dt>Mine</dt>
        <dd>{by === 'them' ? textOf(mine) : <ins>{textOf(mine)}</ins>}</dd>
      </dl>
    </div>
  );
}

function textOf(value: Json | undefined): string {
  if (value === undefined) return '(absent)';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
