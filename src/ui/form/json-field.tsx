import { useState } from 'preact/hooks';
import type { Json } from '../../core/json.ts';
import type { UnfinishedField } from '../core/draft.ts';
import { readJsonField } from '../core/read-json-field.ts';
import { JqField } from './jq-field.tsx';
import { Problem, useProblem } from './unfinished.tsx';

/** A value edited as JSON. While the text is not JSON the value is the text, and the field is unfinished. */
export function JsonField({
  id,
  title,
  value,
  types,
  onChange,
}: {
  id: string;
  title: string;
  value: Json | undefined;
  /** The types that the schema allows: where text is one of them, what is not JSON is meant as text. */
  types: readonly string[];
  onChange(value: Json | undefined, unfinished?: UnfinishedField): void;
}) {
  const given = textOf(value);
  const isNumber = types.every((type) => type === 'number' || type === 'integer');
  const [typed, setTyped] = useState({ text: given, means: given });
  // The JSON view may have changed the value in the meantime.
  const text = typed.means === given ? typed.text : given;
  const type = (next: string) => {
    const read = readJsonField(next, types);
    if (read.problem !== null) return onChange(next, { title, text: next, problem: read.problem });
    setTyped({ text: next, means: textOf(read.value) });
    onChange(read.value);
  };
  return (
    <>
      <JqField
        id={id}
        kind="json"
        rows={isNumber ? 1 : 4}
        value={text}
        invalid={useProblem(title, text) !== null}
        describedBy={`${id}-help`}
        onInput={type}
      />
      <Problem title={title} text={text} />
    </>
  );
}

function textOf(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
