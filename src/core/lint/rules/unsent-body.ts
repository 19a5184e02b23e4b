import { isObject, type Json } from '../../json.ts';
import type { AutomationRule } from '../rule.ts';

/** Reports bodies of GET calls. */
export const unsentBody: AutomationRule = {
  code: 'lint/unsent-body',
  severity: 'warning',
  title: 'A body that is not sent',
  why: 'A GET is sent without a body, because many servers and proxies reject one; the other side never sees it.',
  example: '"method": "GET", "body": { "service": "{{ .event.context.entityIdentifier }}" }',
  fix: '"method": "POST", "body": { "service": "{{ .event.context.entityIdentifier }}" }',
  check({ automation }) {
    const { method, body, agent = false } = automation.invocationMethod;
    // An agent receives the body, whatever it does with it.
    if (typeof method !== 'string' || method.toUpperCase() !== 'GET' || agent !== false || isEmpty(body)) return [];
    const message = 'A GET is sent without a body; use POST, or move the values into the URL and remove the body.';
    return [{ message, path: ['invocationMethod', 'body'], part: 'key' }];
  },
};

/** Exported definitions contain `{}` when there is no body. */
function isEmpty(body: Json | undefined): boolean {
  if (isObject(body)) return Object.keys(body).length === 0;
  return body === undefined || body === null || body === '' || (Array.isArray(body) && body.length === 0);
}
