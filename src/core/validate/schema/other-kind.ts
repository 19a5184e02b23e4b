import { triggerTypes } from '../../definition/trigger-types.ts';
import { isObject, type Json, type JsonObject, valueAt } from '../../json.ts';
import type { CodedFinding } from '../../source/place-finding.ts';

/** Recognizes a value that is another kind of document, such as an event or a test; null for anything else. */
export function otherKind(value: JsonObject): CodedFinding | null {
  if (valueAt(value, 'trigger', 'type') === 'self-service') return selfService(value);
  if (value.invocationMethod !== undefined) return null;
  if (value.trigger === undefined && Array.isArray(value.tests)) return testsOf('tests');
  if (value.trigger === undefined && isObject(value.event) && (value.expect ?? value.name) !== undefined) {
    return testsOf('event');
  }
  if (isEvent(value)) {
    const message =
      'This looks like an event, not an automation; move it out of the automations folder, or make it the `event` of a test.';
    return { code: 'definition/other-kind', message, path: [] };
  }
  const wrapper =
    value.trigger === undefined ? Object.keys(value).find((key) => holdsAutomations(value[key])) : undefined;
  if (wrapper === undefined) return null;
  const message = `Automations must be at the top level of a file, as one object, a list or several documents; remove the enclosing \`${wrapper}\`.`;
  return { code: 'definition/other-kind', message, path: [wrapper], part: 'key' };
}

/** The issue codes of `otherKind`: if one of them applies, nothing else about the value is worth reporting. */
export const otherKindCodes: readonly string[] = ['definition/self-service', 'definition/other-kind', 'test/shape'];

function isEvent({ resourceType, diff, type, blueprint, action }: JsonObject): boolean {
  if (isObject(diff)) return typeof resourceType === 'string' || typeof action === 'string';
  return typeof type === 'string' && Object.hasOwn(triggerTypes, type) && (blueprint ?? action) !== undefined;
}

function holdsAutomations(value: Json | undefined): boolean {
  const [first = value] = Array.isArray(value) ? value : [];
  return isObject(first) && isObject(first.trigger) && isObject(first.invocationMethod);
}

function selfService(value: JsonObject): CodedFinding {
  const name = typeof value.identifier === 'string' ? `\`${value.identifier}\`` : 'This';
  const message = `${name} is a self-service action, which people start, not events; move it out of the automations folder.`;
  return { code: 'definition/self-service', message, path: ['trigger', 'type'] };
}

function testsOf(field: string): CodedFinding {
  const message = 'This looks like a test file; rename it so that its name ends in `.test.yml`.';
  return { code: 'test/shape', message, path: [field], part: 'key' };
}
