import { type Blueprint, propertyNames } from '../../catalog/blueprint.ts';
import { closest } from '../../closest.ts';
import { entityFields, eventFields, type KnownFields, openFields, runFields } from '../../event/fields.ts';
import type { RootPath } from '../../expression/paths.ts';
import type { Finding } from '../../source/place-finding.ts';
import type { AutomationRule, ReadSite } from '../rule.ts';
import { siteFinding } from '../site-finding.ts';
import { missingSides } from './empty-side.ts';

/** Looks below the root for fields that no event has, such as a property without `.properties` before it. */
export const eventField: AutomationRule = {
  code: 'lint/event-field',
  severity: 'warning',
  title: 'A field that the event does not have',
  why: 'The path is null for every event, whatever the entity holds. Its properties stand below .properties.',
  example: '".diff.after.status == \\"open\\""',
  fix: '".diff.after.properties.status == \\"open\\""',
  check({ automation, sites }, { blueprints }) {
    const { event } = automation.trigger;
    const kind = 'actionIdentifier' in event ? 'run' : 'entity';
    const blueprint = 'blueprintIdentifier' in event ? blueprints?.get(event.blueprintIdentifier) : undefined;
    const side = missingSides[event.type] === 'after' ? 'before' : 'after';
    return sites.flatMap((site) => {
      const known = site.kind === 'condition' ? eventFields[kind] : templateFields[kind];
      return site.paths.flatMap((path) => {
        const user = userFinding(site, path);
        if (user) return [user];
        const unknown = firstUnknown(path.steps, known);
        // Of the first step the rules of the root tell.
        if (!unknown || unknown.depth === 0) return [];
        const place = path.steps.slice(site.kind === 'condition' ? 0 : 1, unknown.depth).join('.');
        // Everything is null there, which is told once.
        if (place === `diff.${missingSides[event.type]}`) return [];
        const isEvent = site.kind === 'condition' || path.steps[0] === 'event';
        const meant = (isEvent && meantSteps(place, unknown.name, { kind, side, blueprint })) || nearest(unknown);
        const what = isEvent && place.startsWith('diff.') ? (kind === 'run' ? 'a run' : 'an entity') : null;
        return [unknownField(site, path, unknown, what, meant)];
      });
    });
  },
};

/** An event names its author by id alone: only the root of templates may tell more. */
function userFinding(site: ReadSite, path: RootPath): Finding | null {
  const isTemplate = site.kind === 'template';
  const start = (isTemplate ? ['event', 'trigger', 'by', 'user'] : ['trigger', 'by', 'user']).join('.');
  const depth = isTemplate ? 4 : 3;
  if (path.steps.slice(0, depth).join('.') !== start) return null;
  const way = isTemplate
    ? 'did you mean `.trigger.by.user`, which events that Port sends have?'
    : 'conditions see only its id, `.trigger.by.userId`.';
  const span = { start: path.start, end: path.ends[depth - 1] ?? path.end };
  const message = `\`.${start}\` is null: an event has no object \`user\`; ${way}`;
  return siteFinding(site, span, message, isTemplate ? '.trigger.by.user' : undefined);
}

const own = {
  trigger: eventFields.entity.trigger ?? null,
  run: openFields(['id']),
  action: openFields(['identifier']),
  ...openFields(['inputs', 'entity', 'secrets']),
};

/** The root of templates. */
const templateFields: Record<'entity' | 'run', KnownFields> = {
  entity: { ...own, event: eventFields.entity },
  run: { ...own, event: eventFields.run },
};

/** A step that is no field, and the fields that there are in its place. */
type Unknown = { depth: number; name: string; fields: readonly string[] };

function firstUnknown(steps: readonly string[], fields: KnownFields): Unknown | null {
  let known: KnownFields | null = fields;
  for (let depth = 0; depth < steps.length; depth += 1) {
    const name = steps[depth] ?? '';
    // An iteration or an index fails, or asks for something else than a field.
    if (known === null || /^(?:\[\]|\d+)$/.test(name)) return null;
    if (!Object.hasOwn(known, name)) return { depth, name, fields: Object.keys(known) };
    known = known[name] ?? null;
  }
  return null;
}

function nearest({ name, fields }: Unknown): string[] | null {
  const near = closest(name, fields);
  return near === undefined ? null : [near];
}

type About = { kind: 'entity' | 'run'; side: 'before' | 'after'; blueprint: Blueprint | undefined };

/** What ought to stand in place of a step of the event, as far as its place tells; `place` is what stands before it. */
function meantSteps(place: string, name: string, { kind, side, blueprint }: About): string[] | null {
  const fields = kind === 'run' ? runFields : Object.keys(entityFields);
  if (place === '') {
    if (name === 'before' || name === 'after') return ['diff', name];
    return fields.includes(name) ? ['diff', side, name] : null;
  }
  if (place === 'diff') return fields.includes(name) ? [side, name] : null;
  if (place !== 'diff.before' && place !== 'diff.after') return null;
  if (name === 'id') return ['identifier'];
  if (kind === 'run') return name === 'inputs' ? ['properties'] : null;
  const properties = blueprint ? propertyNames(blueprint) : [];
  const relations = [...(blueprint?.relations.keys() ?? [])];
  if (properties.includes(name)) return ['properties', name];
  if (relations.includes(name)) return ['relations', name];
  if (closest(name, fields) !== undefined) return null;
  // What is no slip of a field is most likely a property.
  if (!blueprint) return ['properties', name];
  const property = closest(name, properties);
  if (property !== undefined) return ['properties', property];
  const relation = closest(name, relations);
  return relation === undefined ? null : ['relations', relation];
}

/** `what` is the thing that the path leads into, where it has a name. */
function unknownField(
  site: ReadSite,
  path: RootPath,
  { depth, name, fields }: Unknown,
  what: string | null,
  meant: readonly string[] | null,
): Finding {
  const span = { start: path.ends[depth - 1] ?? path.start, end: path.ends[depth] ?? path.end };
  const parent = `.${path.steps.slice(0, depth).join('.')}`;
  const start = `\`${jqPath([name], parent)}\` is null: ${what ?? `\`${parent}\``} has no field \`${name}\``;
  if (meant === null) {
    const ofRun = parent.endsWith('.context') && fields.includes('action');
    const way = ofRun ? ', and the entity of a run is `diff.after.entity`' : '';
    return siteFinding(site, span, `${start}; its fields are ${fields.map((one) => `\`${one}\``).join(', ')}${way}.`);
  }
  const mark = site.expression.charAt(span.end - 1) === '?' ? '?' : '';
  return siteFinding(site, span, `${start}; did you mean \`${jqPath(meant, parent)}\`?`, jqPath(meant) + mark);
}

/** Steps as jq. */
function jqPath(steps: readonly string[], parent = ''): string {
  return (
    parent + steps.map((step) => (/^[A-Za-z_]\w*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`)).join('')
  );
}
