import { requiresApproval } from '../../automation.ts';
import type { BackendSpec } from '../../definition/backend-spec.ts';
import { isObject, type Json, type JsonObject, type JsonSchema } from '../../json.ts';
import type { CodedFinding } from '../../source/place-finding.ts';
import type { Path } from '../../source/places.ts';

/** Reports a required approval: automations have none, and the call must not go out without it. */
export function approvalFinding(definition: JsonObject): CodedFinding | null {
  if (!requiresApproval(definition)) return null;
  const message =
    'Automations cannot require approval: the call would go out without it. ' +
    'Remove `requiredApproval`, or use a self-service action.';
  return { code: 'definition/approval', message, path: ['requiredApproval'] };
}

/** Reports fields that are accepted because Port accepts them, but that have no effect here. */
export function idleFields(definition: JsonObject): CodedFinding[] {
  const findings: CodedFinding[] = [];
  const add = (field: string, message: string) =>
    findings.push({ code: 'definition/no-effect', message, path: [field], part: 'key' });
  if (definition.approvalNotification !== undefined) {
    add(
      'approvalNotification',
      '`approvalNotification` has no effect, because automations need no approval; remove it.',
    );
  }
  if (definition.allowAnyoneToViewRuns === false) {
    add(
      'allowAnyoneToViewRuns',
      '`allowAnyoneToViewRuns: false` has no effect: everyone who can use this service can see its runs.',
    );
  }
  return findings;
}

const typeNames: Readonly<Record<string, string>> = { object: 'an object', array: 'a list', string: 'text' };

/**
 * Reports values that work here but that Port's API rejects: where a schema has a `portType` beside its wider `type`.
 */
export function widerThanPort(method: JsonObject, backend: BackendSpec): CodedFinding[] {
  return widerBelow(method, backend.schema, ['invocationMethod']);
}

function widerBelow(value: Json, schema: JsonSchema, path: Path): CodedFinding[] {
  const { portType, properties } = schema;
  if (Array.isArray(portType) && !portType.includes(typeOf(value))) {
    const wanted = portType.map((type) => typeNames[String(type)]).join(' or ');
    const message = `This works here, but Port's API accepts only ${wanted} as \`${path.at(-1)}\` and rejects the definition.`;
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
