import { useContext, useState } from 'preact/hooks';
import type { Json } from '../../core/json.ts';
import type { FieldProps } from './field.tsx';
import { useFocusAdded } from './focus-added.ts';
import { JqField } from './jq-field.tsx';
import { TakesTemplates } from './known-paths.ts';

/** A line of text, with suggestions where there are some. */
export function Text({
  id,
  schema,
  value,
  required,
  suggestions,
  label,
  onChange,
}: FieldProps & {
  /** For a field without a label element. */
  label?: string;
}) {
  const list = suggestions?.length ? `${id}-list` : undefined;
  const takesTemplates = useContext(TakesTemplates);
  const describedBy = schema.description ? `${id}-help` : undefined;
  if (takesTemplates && list === undefined) {
    const input = (text: string) => onChange(emptied(text, required));
    const shared = { id, describedBy, ...(label !== undefined && { label }) };
    return <JqField {...shared} kind="template" value={shown(value)} oneLine onInput={input} />;
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
        aria-label={label}
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

/** A menu; in an open choice other text can be written too, such as a template. */
export function Choice(
  props: FieldProps & {
    title: string;
    /** The values, and what they are called where that is not the value itself. */
    options: readonly string[];
    names?: Readonly<Record<string, string>>;
    open: boolean;
    read(text: string): Json;
  },
) {
  const { id, title, schema, value, required, options, names = {}, open, read, onChange } = props;
  const takesTemplates = useContext(TakesTemplates);
  const [writes, setWrites] = useState(false);
  const text = shown(value);
  const isKnown = text === '' || options.includes(text);
  const isOther = open && (writes || !isKnown);
  const writtenId = `${id}-written`;
  const noteAdded = useFocusAdded(isOther ? 1 : 0, () => writtenId);
  const choose = (chosen: string) => {
    if (chosen === other) noteAdded();
    setWrites(chosen === other);
    onChange(chosen === '' || chosen === other ? undefined : read(chosen));
  };
  const change = (next: Json | undefined) => onChange(typeof next === 'string' ? read(next) : next);
  return (
    <>
      <select
        id={id}
        value={isOther ? other : text}
        aria-describedby={schema.description ? `${id}-help` : undefined}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      >
        {(!required || text === '') && <option value="">{required ? 'Choose…' : 'Default'}</option>}
        {options.map((option) => (
          <option key={option} value={option}>
            {names[option] ?? option}
          </option>
        ))}
        {!open && !isKnown && <option value={text}>{text}</option>}
        {open && <option value={other}>{takesTemplates ? 'A template…' : 'Another value…'}</option>}
      </select>
      {isOther && (
        <Text
          {...props}
          id={writtenId}
          label={`${title}: ${takesTemplates ? 'template' : 'value'}`}
          onChange={change}
        />
      )}
    </>
  );
}

/** The entry of a menu below which other text is written; no value of a schema. */
const other = '\u0000other';

/** A value as an input shows it: one of another type, from the JSON view, is shown as JSON rather than lost. */
function shown(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** An emptied field goes away unless it is required: then validation says what is missing. */
function emptied(text: string, required: boolean): string | undefined {
  return text === '' && !required ? undefined : text;
}
