import { useContext } from 'preact/hooks';
import type { Json } from '../../core/json.ts';
import type { FieldProps } from './field.tsx';
import { JqField } from './jq-field.tsx';
import { TakesTemplates } from './known-paths.ts';

/** A line of text, with suggestions where there are some. */
export function Text({ id, schema, value, required, suggestions, onChange }: FieldProps) {
  const list = suggestions?.length ? `${id}-list` : undefined;
  const takesTemplates = useContext(TakesTemplates);
  const describedBy = schema.description ? `${id}-help` : undefined;
  if (takesTemplates && list === undefined) {
    const input = (text: string) => onChange(emptied(text, required));
    return <JqField id={id} kind="template" value={shown(value)} describedBy={describedBy} oneLine onInput={input} />;
  }
  return (
    <>
      <input
        id={id}
        type="text"
        spellcheck={false}
        value={shown(value)}
        list={list}
        data-jq={takesTemplates ? 'template' : undefined}
        aria-describedby={describedBy}
        onInput={({ currentTarget }) => onChange(emptied(currentTarget.value, required))}
      />
      {list && (
        <datalist id={list}>
          {suggestions?.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </>
  );
}

/** A menu; an open choice is a text with suggestions instead, so that a template can be typed. */
export function Choice(props: FieldProps & { options: readonly string[]; open: boolean; read(text: string): Json }) {
  const { id, schema, value, required, options, open, read, onChange } = props;
  if (open) {
    const change = (next: Json | undefined) => onChange(typeof next === 'string' ? read(next) : next);
    return <Text {...props} suggestions={options} onChange={change} />;
  }
  return (
    <select
      id={id}
      value={shown(value)}
      aria-describedby={schema.description ? `${id}-help` : undefined}
      onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? undefined : read(currentTarget.value))}
    >
      {!required && <option value="">Default</option>}
      {options.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </select>
  );
}

/** A value as an input shows it: one of another type, from the JSON view, is shown as JSON rather than lost. */
function shown(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** An emptied field goes away unless it is required: then validation says what is missing. */
function emptied(text: string, required: boolean): string | undefined {
  return text === '' && !required ? undefined : text;
}
