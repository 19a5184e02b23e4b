import { useState } from 'preact/hooks';
import type { Json } from '../../core/json.ts';
import type { UnfinishedField } from '../core/draft.ts';
import { type PairRow, pairsMeaning, rowsOf } from '../core/pair-rows.ts';
import { Icon } from '../parts/icon.tsx';
import { useFocusAdded } from './focus-added.ts';
import { JqField } from './jq-field.tsx';
import { Problem } from './unfinished.tsx';

/** Names and texts, a pair a row. Rows with empty or equal names make no object: the field is unfinished. */
export function Pairs({
  id,
  title,
  value,
  onChange,
}: {
  id: string;
  title: string;
  value: Json | undefined;
  onChange(value: Json | undefined, unfinished?: UnfinishedField): void;
}) {
  const given = rowsOf(value);
  const [rows, setRows] = useState(given);
  const meaning = (of: readonly PairRow[]) => JSON.stringify(pairsMeaning(title, of)[0] ?? {});
  // The JSON view may have changed the object in the meantime.
  const current = meaning(rows) === meaning(given) ? rows : given;
  const noteAdded = useFocusAdded(current.length, (index) => `${id}-name-${index}`);
  const change = (next: PairRow[]) => {
    setRows(next);
    onChange(...pairsMeaning(title, next));
  };
  return (
    <div id={id} class="pairs">
      {current.map(([name, text], index) => (
        <div class="pair" key={index}>
          <input
            id={`${id}-name-${index}`}
            type="text"
            spellcheck={false}
            value={name}
            aria-label={`${title}: name ${index + 1}`}
            onInput={({ currentTarget }) => change(current.with(index, [currentTarget.value, text]))}
          />
          <JqField
            id={`${id}-value-${index}`}
            kind="template"
            label={`${title}: value ${index + 1}`}
            value={typeof text === 'string' ? text : JSON.stringify(text)}
            oneLine
            onInput={(next) => change(current.with(index, [name, next]))}
          />
          <button
            class="button icon-only"
            type="button"
            aria-label={`Remove ${name || `row ${index + 1}`}`}
            onClick={() => change(current.filter((_, other) => other !== index))}
          >
            <Icon name="x" />
          </button>
        </div>
      ))}
      <button
        class="button"
        type="button"
        onClick={() => {
          noteAdded();
          setRows([...current, ['', '']]);
        }}
      >
        Add
      </button>
      {typeof value === 'string' && <Problem title={title} text={value} />}
    </div>
  );
}
