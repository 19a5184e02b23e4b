import { isObject, type Json } from '../../json.ts';
import type { AutomationRule } from '../rule.ts';

/** Bodies of calls that have none. */
export const unsentBody: AutomationRule = {
  code: 'lint/unsent-body',
  severity: 'warning',
  title: 'A body that is not sent',
  why: 'A GET has no body: many servers and proxies refuse one, so it is left out and the other side never sees it.',
  example: '"method": "GET", "body": { "service": "{{ .event.context.entityIdentifier }}" }',
  fix: '"method": "POST", "body": { "service": "{{ .event.context.entityIdentifier }}" }',
  check({ automation }) {
    const { method, body, agent = false } = automation.invocationMethod;
    // An agent is given the body whatever it does with it.
    if (typeof method !== 'string' || method.toUpperCase() !== 'GET' || agent !== false || isEmpty(body)) return [];
    const message = 'A GET is sent without its body; use POST, or put what it says into the URL and take the body out.';
    return [{ message, path: ['invocationMethod', 'body'], part: 'key' }];
  },
};

/** Exports of definitions write `{}` where there is none. */
function isEmpty(body: Json | undefined): boolean {
  if (isObject(body)) return Object.keys(body).length === 0;
  return body === undefined || body === null || body === '' || (Array.isArray(body) && body.length === 0);
}
