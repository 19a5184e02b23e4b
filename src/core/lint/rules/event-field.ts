import { type Blueprint, propertyNames } from '../../catalog/blueprint.ts';
import { closest } from '../../closest.ts';
import { entityFields, eventFields, type KnownFields, openFields, runFields } from '../../event/fields.ts';
import type { Finding } from '../../source/place-finding.ts';
import type { RootPath } from '../../syntax/root-paths.ts';
import type { AutomationRule, ReadSite } from '../rule.ts';
import { siteFinding } from '../site-finding.ts';
import { missingSides } from './empty-side.ts';

/** Reports paths to fields that no event has, such as a property without `.properties` before it. */
export const eventField: AutomationRule = {
  code: 'lint/event-field',
  severity: 'warning',
  isCause: true,
  title: 'A field that the event does not have',
  why: 'The path is null for every event, whatever the entity contains. Properties are under .properties.',
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
        // The first step is the business of the rules `condition-root` and `template-root`.
        if (!unknown || unknown.depth === 0) return [];
        const place = path.steps.slice(site.kind === 'condition' ? 0 : 1, unknown.depth).join('.');
        // The whole side is null, which the rule `empty-side` reports.
        if (place === `diff.${missingSides[event.type]}`) return [];
        const isEvent = site.kind === 'condition' || path.steps[0] === 'event';
        const rest = path.steps.slice(unknown.depth + 1);
        const meant = (isEvent && meantSteps(place, unknown.name, { kind, side, blueprint }, rest)) || nearest(unknown);
        const what = isEvent && place.startsWith('diff.') ? (kind === 'run' ? 'a run' : 'an entity') : null;
        return [unknownField(site, path, unknown, what, meant)];
      });
    });
  },
};

/** An event identifies its author by id only; the root of templates may have more. */
function userFinding(site: ReadSite, path: RootPath): Finding | null {
  const isTemplate = site.kind === 'template';
  const by = isTemplate ? ['event', 'trigger', 'by'] : ['trigger', 'by'];
  const name = path.steps[by.length];
  if (name === undefined || !userNames.has(name) || by.some((step, index) => path.steps[index] !== step)) return null;
  const start = [...by, name].join('.');
  const meant = name === 'user' ? '.trigger.by.user' : `.trigger.by.user.${name}`;
  const advice = isTemplate
    ? `did you mean \`${meant}\`, which is set for events from Port?`
    : 'conditions see only the id, `.trigger.by.userId`.';
  const span = { start: path.start, end: path.ends[by.length] ?? path.end };
  const message = `\`.${start}\` is null: an event has no \`user\` object; ${advice}`;
  return siteFinding(site, span, message, isTemplate ? meant : undefined);
}

/** A user, and what only a user has. */
const userNames: ReadonlySet<string> = new Set(['user', 'email', 'firstName', 'lastName']);

const own = {
  trigger: eventFields.entity.trigger ?? null,
  run: openFields(['id']),
  action: openFields(['identifier']),
  ...openFields(['inputs', 'entity', 'secrets']),
};

/** The fields that templates find at their root. */
const templateFields: Record<'entity' | 'run', KnownFields> = {
  entity: { ...own, event: eventFields.entity },
  run: { ...own, event: eventFields.run },
};

/** A step that is not a known field, and the fields that are known in its place. */
type Unknown = { depth: number; name: string; fields: readonly string[] };

function firstUnknown(steps: readonly string[], fields: KnownFields): Unknown | null {
  let known: KnownFields | null = fields;
  for (let depth = 0; depth < steps.length; depth += 1) {
    const name = steps[depth] ?? '';
    // An iteration or an index is not a field.
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

/** What the properties and relations of an entity are called elsewhere. */
const groups: ReadonlyMap<string, string> = new Map([
  ...['property', 'propertys', 'propertie', 'prop', 'props', 'attributes'].map((name): [string, string] => [
    name,
    'properties',
  ]),
  ...['relation', 'relationship', 'relationships'].map((name): [string, string] => [name, 'relations']),
]);

/** The steps that were probably meant instead of a step of the event, judged by the path before it (`place`). */
function meantSteps(
  place: string,
  name: string,
  { kind, side, blueprint }: About,
  rest: readonly string[],
): string[] | null {
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
  // `.property.status` goes on as only `.properties` would.
  const group = rest.length > 0 ? groups.get(name.toLowerCase()) : undefined;
  if (group !== undefined) return [group];
  // A name that does not resemble a field is probably a property.
  if (!blueprint) return ['properties', name];
  const property = closest(name, properties);
  if (property !== undefined) return ['properties', property];
  const relation = closest(name, relations);
  return relation === undefined ? null : ['relations', relation];
}

/** `what` describes the object that the path leads into, when it has a name. */
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
    const isRun = parent.endsWith('.context') && fields.includes('action');
    const advice = isRun ? ', and the entity of a run is `diff.after.entity`' : '';
    return siteFinding(
      site,
      span,
      `${start}; its fields are ${fields.map((one) => `\`${one}\``).join(', ')}${advice}.`,
    );
  }
  const mark = site.expression.charAt(span.end - 1) === '?' ? '?' : '';
  return siteFinding(site, span, `${start}; did you mean \`${jqPath(meant, parent)}\`?`, jqPath(meant) + mark);
}

/** Writes path steps as jq. */
function jqPath(steps: readonly string[], parent = ''): string {
  return (
    parent + steps.map((step) => (/^[A-Za-z_]\w*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`)).join('')
  );
}
