import { useState } from 'preact/hooks';
import type { JsonObject } from '../../../core/json.ts';
import { type Draft, draftOf, withField, withText } from '../../core/draft.ts';
import { newEntity, propertiesSchema, relationsSchema } from '../../core/entity-form.ts';
import { objectAt, textAt } from '../../core/json-at.ts';
import { Fields } from '../../form/field.tsx';
import { Labelled } from '../../form/labelled.tsx';
import { Unfinished } from '../../form/unfinished.tsx';
import { Icon } from '../../parts/icon.tsx';
import { call } from '../../state/call-api.ts';
import { useUnsavedGuard } from '../../state/unsaved.ts';
import { entityPath } from './timer-list.tsx';

type SaveOutcome = { event: string | null; id: string } | { problem: string } | null;

/** Edits an entity by the fields of its blueprint or as JSON, and says which event the change caused. */
export function EntityEditor({
  blueprint,
  id,
  start,
  schema,
}: {
  blueprint: string;
  /** Null for a new entity. */
  id: string | null;
  start: JsonObject | null;
  schema: JsonObject | undefined;
}) {
  const [draft, setDraft] = useState(() => draftOf(start ?? newEntity));
  const [saved, setSaved] = useState(draft.text);
  const [outcome, setOutcome] = useState<SaveOutcome>(null);
  useUnsavedGuard(draft.text !== saved);
  const save = async () => {
    const path = `/v1/blueprints/${encodeURIComponent(blueprint)}/entities`;
    const request =
      id === null
        ? call<SavedEntity>('POST', path, draft.value)
        : call<SavedEntity>('PUT', `${path}/${encodeURIComponent(id)}`, draft.value);
    await request.then(
      ({ event, entity }) => {
        setSaved(draft.text);
        setOutcome({ event, id: entity.identifier });
      },
      (error: unknown) => setOutcome({ problem: error instanceof Error ? error.message : String(error) }),
    );
  };
  return (
    <div class="editor tab-panel">
      <Unfinished.Provider value={draft.unfinished}>
        <Form draft={draft} isNew={id === null} schema={schema} onChange={setDraft} />
      </Unfinished.Provider>
      <details class="box fold">
        <summary>JSON</summary>
        <textarea
          aria-label="Entity as JSON"
          spellcheck={false}
          rows={16}
          value={draft.text}
          onInput={({ currentTarget }) => setDraft(withText(draft, currentTarget.value))}
        />
      </details>
      {draft.problem !== null && (
        <p class="problem" role="alert">
          {draft.problem}
        </p>
      )}
      <div class="actions">
        <button
          class="button primary"
          type="button"
          disabled={draft.problem !== null || draft.unfinished.length > 0}
          onClick={() => void save()}
        >
          {id === null ? 'Create entity' : 'Save entity'}
        </button>
      </div>
      <Said outcome={outcome} blueprint={blueprint} isNew={id === null} />
    </div>
  );
}

type SavedEntity = { event: string | null; entity: { identifier: string } };

function Form({
  draft,
  isNew,
  schema,
  onChange,
}: {
  draft: Draft;
  isNew: boolean;
  schema: JsonObject | undefined;
  onChange(draft: Draft): void;
}) {
  const { value } = draft;
  const relations = relationsSchema(schema);
  const text = (name: 'identifier' | 'title', title: string) => (
    <Labelled id={`entity-${name}`} title={title} required={name === 'identifier'} help={null}>
      <input
        id={`entity-${name}`}
        type="text"
        value={textAt(value, [name])}
        onInput={({ currentTarget }) => onChange(withField(draft, [name], currentTarget.value))}
      />
    </Labelled>
  );
  return (
    <>
      {isNew && text('identifier', 'Identifier')}
      {text('title', 'Title')}
      <Fields
        id="property"
        schema={propertiesSchema(schema, objectAt(value, ['properties']))}
        value={value.properties}
        onChange={(name, ...change) => onChange(withField(draft, ['properties', name], ...change))}
      />
      <Fields
        id="relation"
        schema={relations}
        value={value.relations}
        onChange={(name, ...change) => onChange(withField(draft, ['relations', name], ...change))}
      />
      {schema === undefined && (
        <p class="muted">This blueprint has no schema: add further properties in the JSON below.</p>
      )}
    </>
  );
}

/** The result of saving. */
function Said({ outcome, blueprint, isNew }: { outcome: SaveOutcome; blueprint: string; isNew: boolean }) {
  if (outcome === null) return <p role="status" />;
  if ('problem' in outcome) {
    return (
      <p class="flash" role="alert">
        <Icon name="alert" /> <bdi>{outcome.problem}</bdi>
      </p>
    );
  }
  return (
    <p class="flash success" role="status">
      {outcome.event === null ? (
        'No event: nothing changed.'
      ) : (
        <>
          Saved.{' '}
          <a href={`/events/${encodeURIComponent(outcome.event)}`}>See the event that it caused and what it started</a>
          {isNew && (
            <>
              {' '}
              · <a href={entityPath(blueprint, outcome.id)}>the entity</a>
            </>
          )}
        </>
      )}
    </p>
  );
}
