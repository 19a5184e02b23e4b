import { isObject, type Json, type JsonSchema } from '../../core/json.ts';
import type { UnfinishedField } from '../core/draft.ts';
import { widgetOf } from '../core/widget-of.ts';
import { Choice, Text } from './form-inputs.tsx';
import { JsonField } from './json-field.tsx';
import { Labelled } from './labelled.tsx';
import { Pairs } from './pairs.tsx';

/** The props of every field of a form. */
export type FieldProps = {
  id: string;
  schema: JsonSchema;
  value: Json | undefined;
  required: boolean;
  /** Values to offer, such as the blueprints of the catalog. */
  suggestions?: readonly string[];
  onChange: ChangeValue;
};

/** Takes another value of a field; undefined removes it. `unfinished`: its text is not a value yet. */
type ChangeValue = (value: Json | undefined, unfinished?: UnfinishedField) => void;

/** The fields of an object, in the order of its schema: those that it requires first. */
export function Fields({
  id,
  schema,
  value,
  suggestions = {},
  onChange,
}: {
  id: string;
  schema: JsonSchema;
  value: Json | undefined;
  suggestions?: Readonly<Record<string, readonly string[]>>;
  onChange(name: string, ...change: Parameters<ChangeValue>): void;
}) {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const properties = Object.entries(isObject(schema.properties) ? schema.properties : {});
  const rank = ([name]: [string, unknown]) => (required.includes(name) ? required.indexOf(name) : required.length);
  return (
    <>
      {properties
        .sort((a, b) => rank(a) - rank(b))
        .map(([name, property]) => (
          <Field
            key={name}
            id={`${id}-${name}`}
            schema={isObject(property) ? property : {}}
            value={isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined}
            required={required.includes(name)}
            {...(suggestions[name] && { suggestions: suggestions[name] })}
            onChange={(...change) => onChange(name, ...change)}
          />
        ))}
    </>
  );
}

/** One field with its title and help, edited as its schema asks; nothing for a field with only one value. */
function Field(props: FieldProps) {
  const { id, schema, value, required, onChange } = props;
  const widget = widgetOf(schema);
  if (widget.type === 'hidden') return null;
  if (widget.type === 'group') return <Group {...props} />;
  const help = typeof schema.description === 'string' ? schema.description : null;
  const title = titleOf(schema);
  return (
    <Labelled id={id} title={title} required={required} help={help} several={widget.type === 'pairs'}>
      {widget.type === 'pairs' && <Pairs id={id} title={title} value={value} onChange={onChange} />}
      {widget.type === 'json' && (
        <JsonField {...{ id, title, value, onChange }} types={[schema.type].flat().map(String)} />
      )}
      {widget.type === 'boolean' && (
        <Choice
          {...props}
          {...{ title, names: { true: 'Yes', false: 'No' }, options: ['true', 'false'] }}
          open={widget.templates}
          read={booleanOf}
        />
      )}
      {widget.type === 'choice' && (
        <Choice {...props} title={title} options={widget.options} open={widget.open} read={textOf} />
      )}
      {widget.type === 'text' && <Text {...props} />}
    </Labelled>
  );
}

function Group({ id, schema, value, onChange }: FieldProps) {
  const change = (name: string, ...[next, unfinished]: Parameters<ChangeValue>) => {
    const copy = isObject(value) ? { ...value } : {};
    if (next === undefined) delete copy[name];
    else copy[name] = next;
    onChange(copy, unfinished);
  };
  return (
    <fieldset class="group">
      <legend>{titleOf(schema)}</legend>
      <Fields id={id} schema={schema} value={value} onChange={change} />
    </fieldset>
  );
}

function titleOf(schema: JsonSchema): string {
  return typeof schema.title === 'string' ? schema.title : '';
}

const textOf = (text: string): Json => text;

function booleanOf(text: string): Json {
  if (text === 'true') return true;
  return text === 'false' ? false : text;
}
