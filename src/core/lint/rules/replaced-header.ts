import { isObject } from '../../json.ts';
import type { Finding } from '../../source/place-finding.ts';
import type { AutomationRule } from '../rule.ts';

/** Headers that every call gets from this service, with what they hold. */
const own: ReadonlyMap<string, string> = new Map([
  ['x-port-timestamp', 'the time of the call'],
  ['x-port-signature', 'the signature of this service'],
  ['webhook-id', 'the idempotency key of the call'],
  ['webhook-timestamp', 'the time of the call'],
  ['webhook-signature', 'the signature of this service'],
  ['idempotency-key', 'the idempotency key of the call'],
]);

/** Reports headers whose value is replaced before they are sent. */
export const replacedHeader: AutomationRule = {
  code: 'lint/replaced-header',
  severity: 'warning',
  title: 'A header that is not sent as written',
  why: 'The case of header names does not matter, so of two that differ only in it, the last is sent. This service sets the headers of its signature itself.',
  example: '"headers": { "content-type": "text/plain", "Content-Type": "application/json" }',
  fix: '"headers": { "content-type": "application/json" }',
  check({ automation }) {
    const { headers, agent = false } = automation.invocationMethod;
    // An agent has an HTTP client of its own.
    if (!isObject(headers) || agent !== false) return [];
    const names = Object.keys(headers).filter((name) => !name.includes('{{'));
    const last = new Map(names.map((name) => [name.toLowerCase(), name]));
    return names.flatMap((name): Finding[] => {
      const held = own.get(name.toLowerCase());
      const sent = last.get(name.toLowerCase());
      const path = ['invocationMethod', 'headers', name];
      if (held !== undefined) {
        return [{ message: `\`${name}\` is sent with ${held} instead of this value; remove it.`, path, part: 'key' }];
      }
      if (sent === name) return [];
      const message = `\`${name}\` and \`${sent}\` are the same header, and only the value of \`${sent}\` is sent; remove one.`;
      return [{ message, path, part: 'key' }];
    });
  },
};
