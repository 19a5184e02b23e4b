import { isObject, type Json, type JsonObject } from '../json.ts';
import { splitTemplate } from '../template/split.ts';
import type { Reference } from './reference.ts';

/** The hosts of Port's API, which answers calls from automations with the credentials of the organization. */
export const portHosts: ReadonlySet<string> = new Set([
  'api.getport.io',
  'api.port.io',
  'api.us.getport.io',
  'api.us.port.io',
]);

/** The origin of a URL that may contain templates, which URL parsers do not accept. */
const origin = /^https:\/\/([^/?]*)/i;

/** True for a URL of Port's API, also with templates in its path. */
export function isPortApi(url: Json | undefined): url is string {
  return typeof url === 'string' && portHosts.has(origin.exec(url.trim())?.[1]?.toLowerCase() ?? '');
}

/** Lists what a call of Port's API changes in the catalog (entities and runs), for invocation methods with a `url`. */
export function portApiReferences(method: JsonObject): Reference[] {
  const { url } = method;
  if (!isPortApi(url)) return [];
  const verb = String(method.method ?? 'POST').toUpperCase();
  // A template may contain slashes (division, regular expressions): treat it as one unknown part of the path.
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
