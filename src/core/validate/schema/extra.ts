import { asksForApproval } from '../../automation.ts';
import type { BackendSpec } from '../../definition/backend-spec.ts';
import { isObject, type Json, type JsonObject, type JsonSchema } from '../../json.ts';
import type { Problem } from '../../source/place-finding.ts';
import type { Path } from '../../source/places.ts';

/** Automations never ask for approval, and a call that was to wait for one must not go out without it. */
export function approvalProblem(definition: JsonObject): Problem | null {
  if (!asksForApproval(definition)) return null;
  const message =
    "Automations with approval are not supported, as in Port's API: the call would go out without one. " +
    'Remove `requiredApproval`, or start a self-service action that asks for it.';
  return { code: 'definition/approval', message, path: ['requiredApproval'] };
}

/** Fields that are accepted because Port accepts them, and that change nothing here although their author expects it. */
export function idleFields(definition: JsonObject): Problem[] {
  const problems: Problem[] = [];
  const add = (field: string, message: string) =>
    problems.push({ code: 'definition/no-effect', message, path: [field], part: 'key' });
  if (definition.approvalNotification !== undefined) {
    add('approvalNotification', '`approvalNotification` has no effect: automations ask for no approval; remove it.');
  }
  if (definition.allowAnyoneToViewRuns === false) {
    add(
      'allowAnyoneToViewRuns',
      '`allowAnyoneToViewRuns: false` has no effect: everybody who can use this service sees its runs.',
    );
  }
  return problems;
}

const typeNames: Readonly<Record<string, string>> = { object: 'an object', array: 'a list', string: 'text' };

/** Values that work here and that Port's API refuses: where a schema names a `portType` beside its wider `type`. */
export function widerThanPort(method: JsonObject, backend: BackendSpec): Problem[] {
  return widerBelow(method, backend.schema, ['invocationMethod']);
}

function widerBelow(value: Json, schema: JsonSchema, path: Path): Problem[] {
  const { portType, properties } = schema;
  if (Array.isArray(portType) && !portType.includes(typeOf(value))) {
    const wanted = portType.map((type) => typeNames[String(type)]).join(' or ');
    const message = `This works here, but Port's API takes only ${wanted} as \`${path.at(-1)}\` and refuses the definition.`;
    return [{ code: 'definition/wider-than-port', message, path }];
  }
  if (!isObject(properties) || !isObject(value)) return [];
  return Object.entries(properties).flatMap(([name, below]) => {
    const member = Object.hasOwn(value, name) ? value[name] : undefined;
    return member === undefined || !isObject(below) ? [] : widerBelow(member, below, [...path, name]);
  });
}

function typeOf(value: Json): string {
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
}
