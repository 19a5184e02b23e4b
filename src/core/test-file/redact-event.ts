import type { Event } from '../event/event.ts';
import { isObject, type Json } from '../json.ts';
import { secretIn } from '../secrets/detect.ts';
import { redactText } from '../secrets/redact-text.ts';

/** The fields of events that are replaced in a test unless the settings say otherwise. */
export const defaultRedacted: readonly string[] = [
  '*email*',
  '*password*',
  '*secret*',
  '*token*',
  '*phone*',
  'userId',
  'createdBy',
  'updatedBy',
];

/** An event without private values, and the paths at which they were. */
export type RedactedEvent = { event: Event; redacted: string[] };

/**
 * Replaces the values of fields, and whatever looks like a secret, by values of the same type, so that conditions find
 * what they expect. `fields` are names or ends of paths, with `*` for any text.
 */
export function redactEvent(event: Event, fields: readonly string[]): RedactedEvent {
  const patterns = fields.map(patternOf);
  const redacted: string[] = [];
  const visit = (value: Json, path: string, key: string, isPrivate: boolean): Json => {
    if (Array.isArray(value)) return value.map((item, index) => visit(item, `${path}.${index}`, key, isPrivate));
    if (isObject(value)) {
      const members = Object.entries(value).map(([name, member]) => {
        const at = path === '' ? name : `${path}.${name}`;
        return [name, visit(member, at, name, isPrivate || patterns.some((pattern) => pattern.test(at)))];
      });
      return Object.fromEntries(members) as Json;
    }
    const isSecret = typeof value === 'string' && (secretIn(value, key) !== null || redactText(value) !== value);
    const replaced = isPrivate || isSecret ? replacement(value) : value;
    if (replaced !== value) redacted.push(path);
    return replaced;
  };
  // Identifiers of the event itself say which automation it concerns.
  const { diff, trigger, ...rest } = event;
  const clean = {
    ...rest,
    trigger: visit(trigger as unknown as Json, 'trigger', 'trigger', false),
    diff: visit(diff as unknown as Json, 'diff', 'diff', false),
  };
  return { event: clean as unknown as Event, redacted };
}

function patternOf(field: string): RegExp {
  const source = field.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&').replaceAll('*', '[^.]*');
  return new RegExp(`(?:^|\\.)${source}$`, 'i');
}

function replacement(value: Json): Json {
  if (typeof value === 'string') return /\S@\S/.test(value) ? 'someone@example.com' : 'redacted';
  return typeof value === 'number' ? 0 : value;
}
