import { useState } from 'preact/hooks';
import type { Json } from '../../core/json.ts';
import { readJsonField } from '../core/read-json-field.ts';
import { JqField } from './jq-field.tsx';

/** A value edited as JSON. While the text is not JSON the value stays as it was, and the field says so. */
export function JsonField({
  id,
  value,
  types,
  onChange,
}: {
  id: string;
  value: Json | undefined;
  /** The types that the schema allows: where text is one of them, what is not JSON is meant as text. */
  types: readonly string[];
  onChange(value: Json | undefined): void;
}) {
  const given = textOf(value);
  const isNumber = types.every((type) => type === 'number' || type === 'integer');
  const [typed, setTyped] = useState({ text: given, means: given, problem: null as string | null });
  // The JSON view may have changed the value meanwhile.
  const { text, problem } = typed.means === given ? typed : { text: given, problem: null };
  const type = (next: string) => {
    const read = readJsonField(next, types);
    if (read.problem !== null) return setTyped({ text: next, means: given, problem: read.problem });
    setTyped({ text: next, means: textOf(read.value), problem: null });
    onChange(read.value);
  };
  return (
    <>
      <JqField
        id={id}
        kind="json"
        rows={isNumber ? 1 : 4}
        value={text}
        invalid={problem !== null}
        describedBy={`${id}-help`}
        onInput={type}
      />
      {problem !== null && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

function textOf(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
