import { triggerTypes } from '../../definition/trigger-types.ts';
import { isObject, type Json, type JsonObject, valueAt } from '../../json.ts';
import type { Problem } from '../../source/place-finding.ts';

/** What a value is that is no automation but something else of ours, in one sentence; null for anything else. */
export function otherKind(value: JsonObject): Problem | null {
  if (valueAt(value, 'trigger', 'type') === 'self-service') return selfService(value);
  if (value.invocationMethod !== undefined) return null;
  if (value.trigger === undefined && Array.isArray(value.tests)) return testsOf('tests');
  if (value.trigger === undefined && isObject(value.event) && (value.expect ?? value.name) !== undefined) {
    return testsOf('event');
  }
  if (isEvent(value)) {
    const message =
      "This looks like an event, not an automation: keep it out of the automations' folder, or make it the `event` of a test.";
    return { code: 'definition/other-kind', message, path: [] };
  }
  const wrapper =
    value.trigger === undefined ? Object.keys(value).find((key) => holdsAutomations(value[key])) : undefined;
  if (wrapper === undefined) return null;
  const message = `An automation stands at the top of its file, and several are a list or documents of their own; take \`${wrapper}\` out from above them.`;
  return { code: 'definition/other-kind', message, path: [wrapper], part: 'key' };
}

/** The codes of what `otherKind` tells: nothing else in such a value is worth a word. */
export const otherKindCodes: readonly string[] = ['definition/self-service', 'definition/other-kind', 'test/shape'];

function isEvent({ resourceType, diff, type, blueprint, action }: JsonObject): boolean {
  if (isObject(diff)) return typeof resourceType === 'string' || typeof action === 'string';
  return typeof type === 'string' && Object.hasOwn(triggerTypes, type) && (blueprint ?? action) !== undefined;
}

function holdsAutomations(value: Json | undefined): boolean {
  const [first = value] = Array.isArray(value) ? value : [];
  return isObject(first) && isObject(first.trigger) && isObject(first.invocationMethod);
}

function selfService(value: JsonObject): Problem {
  const name = typeof value.identifier === 'string' ? `\`${value.identifier}\`` : 'This';
  const message = `${name} is a self-service action: people start it, no event does. Keep it out of the automations' folder.`;
  return { code: 'definition/self-service', message, path: ['trigger', 'type'] };
}

function testsOf(field: string): Problem {
  const message = 'This looks like tests of automations; the name of their file must end in `.test.yml`, so rename it.';
  return { code: 'test/shape', message, path: [field], part: 'key' };
}
