import { isObject, type Json, type JsonObject } from '../json.ts';
import { splitTemplate } from '../template/split.ts';
import type { Reference } from './reference.ts';

/** Hosts of Port's API; it answers calls from automations with the organization's own credentials. */
export const portHosts: ReadonlySet<string> = new Set([
  'api.getport.io',
  'api.port.io',
  'api.us.getport.io',
  'api.us.port.io',
]);

/** The origin of a URL whose rest may hold templates, which no parser of URLs would read. */
const origin = /^https:\/\/([^/?]*)/i;

/** True for a URL of Port's API, templates in its path included. */
export function isPortApi(url: Json | undefined): url is string {
  return typeof url === 'string' && portHosts.has(origin.exec(url.trim())?.[1]?.toLowerCase() ?? '');
}

/** What a call of Port's API changes in the catalog (Port's API: entities and runs), for methods with a `url`. */
export function portApiReferences(method: JsonObject): Reference[] {
  const { url } = method;
  if (!isPortApi(url)) return [];
  const verb = String(method.method ?? 'POST').toUpperCase();
  // A template may hold slashes of its own (division, regular expressions): it is one unknown piece of the path.
  const template = splitTemplate(url.trim().replace(origin, ''));
  if (!template.ok) return [];
  const [path = ''] = template.parts
    .map((part) => (part.type === 'text' ? part.text : '{}'))
    .join('')
    .split('?', 1);
  const [, version, resource, name, kind, identifier] = path.split('/');
  if (version !== 'v1' || name === undefined || name === '' || name.includes('{}')) return [];
  if (resource === 'actions' && kind === 'runs' && verb === 'POST') return [{ type: 'run', action: name }];
  if (resource !== 'blueprints' || kind !== 'entities') return [];
  const change = changeOf(verb, identifier);
  if (!change) return [];
  const expression = template.parts.findLast((part) => part.type === 'jq')?.expression;
  const inPath = identifier === '{}' && expression !== undefined ? `{{${expression}}}` : identifier;
  const inBody = isObject(method.body) ? method.body.identifier : undefined;
  const written = change === 'upsert' ? inBody : inPath;
  return [
    {
      type: 'entity',
      change,
      blueprint: name,
      blueprintPath: ['url'],
      ...(typeof written === 'string' && { identifier: written }),
    },
  ];
}

function changeOf(verb: string, identifier: string | undefined): 'upsert' | 'update' | 'delete' | null {
  if (verb === 'POST') return identifier === undefined || identifier === '' ? 'upsert' : null;
  if (identifier === undefined) return null;
  if (verb === 'DELETE') return 'delete';
  return verb === 'PATCH' || verb === 'PUT' ? 'update' : null;
}
