import type { Issue } from '../../../core/issue/issue.ts';
import { singleAutomationSchema } from '../../../core/validate/schema/editor-schema.ts';
import type { BackendView, TriggerTypeView } from '../../../core/views/form-view.ts';
import { type Draft, emptyOf, withField, withText, withTitle, withType } from '../../core/draft.ts';
import { jsonAt, objectAt, textAt } from '../../core/json-at.ts';
import { CodeField } from '../../form/code-field.tsx';
import { Fields } from '../../form/field.tsx';
import { TakesTemplates } from '../../form/known-paths.ts';
import { Labelled } from '../../form/labelled.tsx';
import { Conditions } from './conditions-field.tsx';
import { IconPicker } from './icon-picker.tsx';
import { TypeChoice } from './type-choice.tsx';

/** The props of every tab of the editor. */
export type TabProps = { draft: Draft; isNew: boolean; issues: readonly Issue[]; onChange(draft: Draft): void };

/** Title, identifier, description, icon and whether the automation is active. */
export function BasicTab({ draft, isNew, onChange }: TabProps) {
  const { value } = draft;
  const text = (name: string, title: string, help: string | null = null) => (
    <Labelled id={`basic-${name}`} title={title} required={name === 'identifier'} help={help}>
      <input
        id={`basic-${name}`}
        type="text"
        value={textAt(value, [name])}
        onInput={({ currentTarget: { value: typed } }) => {
          if (name === 'title') onChange(withTitle(draft, typed, isNew));
          else onChange(withField(draft, [name], typed === '' && name !== 'identifier' ? undefined : typed));
        }}
      />
    </Labelled>
  );
  return (
    <>
      {text('title', 'Title')}
      {text('identifier', 'Identifier', 'Unique in the catalog; letters, digits and @ _ . + : = -')}
      {text('description', 'Description')}
      <IconPicker
        value={textAt(value, ['icon'])}
        onChange={(icon) => onChange(withField(draft, ['icon'], icon === '' ? undefined : icon))}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={value.publish !== false}
          onChange={({ currentTarget }) => onChange(withField(draft, ['publish'], currentTarget.checked))}
        />{' '}
        Active: fires on events from now on
      </label>
    </>
  );
}

/** The event that an automation listens to, and its conditions. */
export function TriggerTab({
  draft,
  issues,
  onChange,
  triggers,
  suggestions,
}: TabProps & {
  triggers: readonly TriggerTypeView[];
  /** Values of the catalog, by the field that takes them. */
  suggestions: Readonly<Record<string, readonly string[]>>;
}) {
  const path = ['trigger', 'event'];
  const type = textAt(draft.value, [...path, 'type']);
  const chosen = triggers.find(({ event }) => event === type);
  const choose = (next: string) => {
    const empty = emptyOf(triggers.find(({ event }) => event === next)?.schema.required);
    onChange(withType(draft, path, next, Object.keys(empty), empty));
  };
  return (
    <>
      <TypeChoice
        id="trigger-type"
        title="Event"
        value={type}
        options={triggers.map(({ event, title }) => ({ value: event, title }))}
        help={chosen?.description ?? null}
        onChange={choose}
      />
      {chosen && (
        <Fields
          id="trigger"
          schema={chosen.schema}
          value={jsonAt(draft.value, path)}
          suggestions={suggestions}
          onChange={(name, ...change) => onChange(withField(draft, [...path, name], ...change))}
        />
      )}
      <Conditions draft={draft} issues={issues} onChange={onChange} />
    </>
  );
}

/** The tab for what an automation calls; the fields come from the backend's schema. */
export function BackendTab({ draft, onChange, backends }: TabProps & { backends: readonly BackendView[] }) {
  const path = ['invocationMethod'];
  const type = textAt(draft.value, [...path, 'type']);
  const chosen = backends.find((backend) => backend.type === type);
  const choose = (next: string) => {
    const schema = backends.find((backend) => backend.type === next)?.schema;
    const fields = Object.keys(objectAt({ schema: (schema ?? {}) as never }, ['schema', 'properties']));
    onChange(withType(draft, path, next, fields, emptyOf(schema?.required)));
  };
  return (
    <>
      <TypeChoice
        id="backend-type"
        title="Backend"
        value={type}
        options={backends.map((backend) => ({ value: backend.type, title: backend.title }))}
        help={chosen?.description ?? null}
        onChange={choose}
      />
      {chosen && (
        <TakesTemplates.Provider value={true}>
          <Fields
            key={chosen.type}
            id="backend"
            schema={chosen.schema}
            value={jsonAt(draft.value, path)}
            onChange={(name, ...change) => onChange(withField(draft, [...path, name], ...change))}
          />
        </TakesTemplates.Provider>
      )}
    </>
  );
}

/** The whole definition as JSON. */
export function JsonTab({ draft, issues, onChange, backends }: TabProps & { backends: readonly BackendView[] }) {
  return (
    <div class="field">
      <span class="field-title">Definition</span>
      <CodeField
        label="Definition"
        language="json"
        text={draft.text}
        issues={issues}
        schema={singleAutomationSchema(backends)}
        onChange={(text) => onChange(withText(draft, text))}
      />
      <p class="muted help">
        Exactly what is stored. A definition from Port’s documentation can be pasted here. Tab indents; press Escape
        first to leave the editor with Tab.
      </p>
    </div>
  );
}
