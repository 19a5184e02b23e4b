import type { Json } from '../json.ts';
import { splitTemplate } from '../template/split.ts';
import { isPortApi } from './port-api.ts';
import { portRoutes } from './port-routes.ts';

/**
 * What automations may call in the built-in catalog: the method, and the path below `/v1` with `*` for any single
 * segment.
 */
const routes: readonly (readonly [method: string, path: readonly string[]])[] = portRoutes
  .filter(({ forRuns }) => forRuns)
  .flatMap((entry) => entry.routes)
  .map((route) => {
    const [method = '', path = ''] = route.split(' ');
    return [
      method,
      path
        .replaceAll(/\{\w+\}/g, '*')
        .split('/')
        .slice(2),
    ];
  });

/** The origin of a URL; the rest may contain templates. */
const origin = /^\s*https:\/\/[^/?]*/i;

/**
 * Returns the method and path of a call that an automation cannot make to the built-in catalog; null for any other
 * call.
 */
export function missingRoute(url: Json | undefined, method: Json | undefined): string | null {
  if (!isPortApi(url) || (method !== undefined && typeof method !== 'string') || method?.includes('{{')) return null;
  const split = splitTemplate(url.replace(origin, ''));
  if (!split.ok) return null;
  const [path = ''] = split.parts
    .map((part) => (part.type === 'text' ? part.text : '{}'))
    .join('')
    .split(/[?#]/, 1);
  const [, version, ...steps] = path.replace(/\/+$/, '').trim().split('/');
  // The first part of the path may be a template, whose value is unknown.
  if (version !== 'v1' || steps[0] === undefined || steps[0].includes('{}')) return null;
  const verb = (method ?? 'POST').trim().toUpperCase();
  const isKnown = routes.some(([method, route]) => method === verb && fits(steps, route));
  return isKnown ? null : `${verb} /v1/${steps.map((step) => (step.includes('{}') ? '…' : step)).join('/')}`;
}

/** A literal segment wins over `*`: `actions/runs` is not an action called `runs`. */
function fits(steps: readonly string[], route: readonly string[]): boolean {
  if (steps.length !== route.length) return false;
  return route.every((word, index) => {
    const step = steps[index] ?? '';
    return word === step || (word === '*' ? step !== '' && step !== 'runs' : step.includes('{}') && index > 0);
  });
}
