import { useState } from 'preact/hooks';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { Icon } from '../parts/icon.tsx';
import { JqField } from './jq-field.tsx';

type Row = [name: string, value: Json];

/** Names and texts, a pair a row. Rows with empty or equal names are kept while they are typed; an object has none. */
export function Pairs({
  id,
  title,
  value,
  onChange,
}: {
  id: string;
  title: string;
  value: Json | undefined;
  onChange(value: Json | undefined): void;
}) {
  const given: Row[] = isObject(value) ? Object.entries(value) : [];
  const [rows, setRows] = useState(given);
  // The JSON view may have changed the object meanwhile.
  const current = JSON.stringify(objectOf(rows)) === JSON.stringify(objectOf(given)) ? rows : given;
  const change = (next: Row[]) => {
    setRows(next);
    onChange(next.length === 0 ? undefined : objectOf(next));
  };
  return (
    <div id={id} class="pairs">
      {current.map(([name, text], index) => (
        <div class="pair" key={index}>
          <input
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
      <button class="button" type="button" onClick={() => setRows([...current, ['', '']])}>
        Add
      </button>
    </div>
  );
}

function objectOf(rows: readonly Row[]): JsonObject {
  return Object.fromEntries(rows.filter(([name]) => name !== ''));
}
