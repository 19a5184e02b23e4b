import type { Json, JsonObject } from '../../../core/json.ts';
import { isObject } from '../../../core/json.ts';
import { inputOf, valueText } from '../../core/entity-form.ts';
import { objectAt, textAt } from '../../core/json-at.ts';
import { Crumbs } from '../../parts/crumbs.tsx';
import { Loaded } from '../../parts/states.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { Ago } from '../../parts/time.tsx';
import { useResource } from '../../state/resource.ts';
import { session } from '../../state/session.ts';
import { EntityEditor } from './entity-editor.tsx';
import { History } from './entity-history.tsx';
import { entityPath, Timers } from './timer-list.tsx';

/** One entity: its properties and relations, its timers and history, and its editor. */
export function EntityPage({ blueprint, id }: { blueprint: string; id: string }) {
  const path = `/v1/blueprints/${encodeURIComponent(blueprint)}/entities/${encodeURIComponent(id)}`;
  const answer = useResource<{ entity: JsonObject }>(path, [`entity:${blueprint}/${id}`]);
  const schema = useBlueprint(blueprint);
  return (
    <Loaded of={answer}>
      {({ entity }) => (
        <>
          <Crumbs links={crumbsOf(blueprint)} />
          <h1>
            <bdi>{textAt(entity, ['title']) || id}</bdi>
          </h1>
          <Tabs
            label="Entity"
            tabs={[
              {
                title: 'Overview',
                content: () => <Overview entity={entity} schema={schema} id={id} blueprint={blueprint} />,
              },
              ...(session.value?.session?.role === 'write'
                ? [
                    {
                      title: 'Edit',
                      content: () => (
                        <EntityEditor blueprint={blueprint} id={id} start={inputOf(entity)} schema={schema} />
                      ),
                    },
                  ]
                : []),
            ]}
          />
        </>
      )}
    </Loaded>
  );
}

/** A new entity of a blueprint. */
export function NewEntityPage({ blueprint }: { blueprint: string }) {
  const schema = useBlueprint(blueprint);
  return (
    <>
      <Crumbs links={crumbsOf(blueprint)} />
      <h1>New entity</h1>
      <EntityEditor blueprint={blueprint} id={null} start={null} schema={schema} />
    </>
  );
}

function crumbsOf(blueprint: string) {
  return [
    { href: '/catalog', title: 'Catalog' },
    { href: `/catalog/${encodeURIComponent(blueprint)}`, title: blueprint },
  ];
}

/** The declared blueprint; undefined while it is read and where there is none. */
function useBlueprint(blueprint: string): JsonObject | undefined {
  const { data } = useResource<{ blueprints: JsonObject[] }>('/v1/blueprints', ['blueprint:']);
  return data?.blueprints.find(({ identifier }) => identifier === blueprint);
}

type ShownEntity = { entity: JsonObject; schema: JsonObject | undefined; blueprint: string; id: string };

function Overview({ entity, schema, blueprint, id }: ShownEntity) {
  const properties = Object.entries(objectAt(entity, ['properties']));
  const relations = Object.entries(objectAt(entity, ['relations']));
  return (
    <>
      <p class="muted">
        <code>{id}</code> · changed <Ago at={textAt(entity, ['updatedAt'])} /> by{' '}
        <bdi>{textAt(entity, ['updatedBy']) || 'someone'}</bdi>
      </p>
      <div class="columns">
        <section class="box" aria-labelledby="properties">
          <h2 class="box-header" id="properties">
            Properties
          </h2>
          <dl class="facts in-box">
            {properties.map(([name, value]) => (
              <Property
                key={name}
                name={textAt(schema, ['schema', 'properties', name, 'title']) || name}
                value={value}
              />
            ))}
          </dl>
          {properties.length === 0 && <p class="row muted">No properties.</p>}
        </section>
        <section class="box" aria-labelledby="relations">
          <h2 class="box-header" id="relations">
            Relations
          </h2>
          <dl class="facts in-box">
            {relations.map(([name, value]) => (
              <Relation key={name} name={name} value={value} target={textAt(schema, ['relations', name, 'target'])} />
            ))}
          </dl>
          {relations.length === 0 && <p class="row muted">No relations.</p>}
        </section>
      </div>
      <Timers blueprint={blueprint} entity={id} />
      <History blueprint={blueprint} entity={id} />
    </>
  );
}

function Property({ name, value }: { name: string; value: Json }) {
  return (
    <>
      <dt>
        <bdi>{name}</bdi>
      </dt>
      <dd>
        {isObject(value) || Array.isArray(value) ? <code>{valueText(value)}</code> : <bdi>{valueText(value)}</bdi>}
      </dd>
    </>
  );
}

function Relation({ name, value, target }: { name: string; value: Json; target: string }) {
  const identifiers = [value].flat().filter((one) => typeof one === 'string');
  return (
    <>
      <dt>
        <bdi>{name}</bdi>
      </dt>
      <dd>
        {identifiers.map((one, index) => (
          <>
            {index > 0 && ', '}
            {target === '' ? <bdi>{one}</bdi> : <a href={entityPath(target, one)}>{one}</a>}
          </>
        ))}
      </dd>
    </>
  );
}
