import type { Json } from '../json.ts';
import { splitTemplate } from '../template/split.ts';
import { isPortApi } from './port-api.ts';

/** What of Port's API the built-in catalog answers: methods and path below `/v1`, `*` for any one segment. */
const routes: readonly (readonly [methods: string, path: string])[] = [
  ['POST', 'auth/access_token'],
  ['GET', 'auth/permissions'],
  ['GET', 'audit-log'],
  ['GET', 'kafka-credentials'],
  ['GET PATCH', 'organization'],
  ['GET POST', 'actions'],
  ['GET PUT DELETE', 'actions/*'],
  ['GET PATCH', 'actions/*/permissions'],
  ['GET', 'actions/runs'],
  ['POST', 'actions/runs/claim-pending'],
  ['PATCH', 'actions/runs/ack'],
  ['GET PATCH', 'actions/runs/*'],
  ['GET POST', 'actions/runs/*/logs'],
  ['PATCH', 'actions/runs/*/response'],
  ['GET POST', 'blueprints'],
  ['GET PUT PATCH DELETE', 'blueprints/*'],
  ['GET POST', 'blueprints/*/entities'],
  ['POST', 'blueprints/*/entities/bulk'],
  ['POST', 'blueprints/*/entities/search'],
  ['POST', 'blueprints/*/bulk/entities/delete'],
  ['GET PUT PATCH DELETE', 'blueprints/*/entities/*'],
  ['POST', 'entities/search'],
  ['GET', 'entities/*/*/relations'],
  ['POST', 'events'],
];

/** The hosts' part of a URL, whose rest may hold templates. */
const origin = /^\s*https:\/\/[^/?]*/i;

/** A call of Port's API that the built-in catalog has no answer to, as method and path; null for any other call. */
export function missingRoute(url: Json | undefined, method: Json | undefined): string | null {
  if (!isPortApi(url) || (method !== undefined && typeof method !== 'string') || method?.includes('{{')) return null;
  const split = splitTemplate(url.replace(origin, ''));
  if (!split.ok) return null;
  const [path = ''] = split.parts
    .map((part) => (part.type === 'text' ? part.text : '{}'))
    .join('')
    .split(/[?#]/, 1);
  const [, version, ...steps] = path.replace(/\/+$/, '').trim().split('/');
  // What a template makes of the first part of the path is not known.
  if (version !== 'v1' || steps[0] === undefined || steps[0].includes('{}')) return null;
  const verb = (method ?? 'POST').trim().toUpperCase();
  const isKnown = routes.some(([methods, route]) => methods.split(' ').includes(verb) && fits(steps, route.split('/')));
  return isKnown ? null : `${verb} /v1/${steps.map((step) => (step.includes('{}') ? '…' : step)).join('/')}`;
}

/** `actions/runs` is no action of that name: a word of a route wins over its `*`. */
function fits(steps: readonly string[], route: readonly string[]): boolean {
  if (steps.length !== route.length) return false;
  return route.every((word, index) => {
    const step = steps[index] ?? '';
    return word === step || (word === '*' ? step !== '' && step !== 'runs' : step.includes('{}') && index > 0);
  });
}
