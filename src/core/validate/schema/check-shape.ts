import { findBackend } from '../../definition/backend-spec.ts';
import { triggerTypes } from '../../definition/trigger-types.ts';
import { byteLength, fitsInBytes, maxIdentifierBytes, maxPropertyNameBytes } from '../../identifiers.ts';
import { isObject, type Json, type JsonObject, valueAt } from '../../json.ts';
import type { CodedFinding } from '../../source/place-finding.ts';
import type { Checks } from './compile-checks.ts';
import { describeErrors, shown, unknownValue } from './describe.ts';
import { approvalFinding, idleFields, widerThanPort } from './extra.ts';
import { otherKind } from './other-kind.ts';
import { readOnlyFields } from './parts.ts';

/**
 * Checks the structure of a definition. Its types are checked first and select the schema for the rest, so that a wrong
 * field gives one message and not one for each type that it could belong to.
 */
export function checkShape(value: Json, checks: Checks): CodedFinding[] {
  if (!isObject(value)) {
    return [{ code: 'schema/wrong-type', message: `A definition must be an object, not ${shown(value)}.`, path: [] }];
  }
  const other = otherKind(value);
  if (other) return [other];
  const { rest, findings } = withoutReadOnly(value);
  const approval = approvalFinding(value);
  const frameProblems = describeErrors(checks.frame(rest), []).filter(({ path }) => path[0] !== 'requiredApproval');
  findings.push(
    ...frameProblems,
    ...(approval ? [approval] : []),
    ...idleFields(value),
    ...checkEvent(value, checks),
    ...checkMethod(value, checks),
  );
  findings.push(...checkByteLengths(value));
  const isMistyped = findings.some(({ path, replacement }) => path[0] === 'publish' || replacement === 'publish');
  if (!isMistyped && value.publish === undefined) {
    const message = '`publish` is omitted, so this automation is active; set it to `true` or `false` to be explicit.';
    findings.push({ code: 'definition/publish-omitted', message, path: [], part: 'key' });
  }
  return findings;
}

/** The schema counts characters, but the database limits the length of indexed values in bytes. */
function checkByteLengths(value: JsonObject): CodedFinding[] {
  return limits.flatMap(({ path, bytes, isReported }): CodedFinding[] => {
    const text = valueAt(value, ...path);
    if (typeof text !== 'string' || fitsInBytes(text, bytes) || isReported(text)) return [];
    const message = `\`${path.join('.')}\` must be at most ${bytes} bytes long; it has ${byteLength(text)}.`;
    return [{ code: 'schema/wrong-format', message, path }];
  });
}

const limits = [
  // The schema reports an identifier with too many characters.
  {
    path: ['identifier'],
    bytes: maxIdentifierBytes,
    isReported: (text: string) => [...text].length > maxIdentifierBytes,
  },
  { path: ['trigger', 'event', 'propertyIdentifier'], bytes: maxPropertyNameBytes, isReported: () => false },
];

function withoutReadOnly(value: JsonObject): { rest: JsonObject; findings: CodedFinding[] } {
  const found = readOnlyFields.filter((field) => Object.hasOwn(value, field));
  if (found.length === 0) return { rest: value, findings: [] };
  const rest = Object.fromEntries(Object.entries(value).filter(([key]) => !found.includes(key)));
  const findings = found.map((field): CodedFinding => {
    const message = `\`${field}\` is read-only: only the server sets it. Remove it.`;
    return { code: 'schema/read-only-field', message, path: [field], part: 'key' };
  });
  return { rest, findings };
}

function checkEvent(value: JsonObject, checks: Checks): CodedFinding[] {
  const event = valueAt(value, 'trigger', 'event');
  const type = valueAt(event, 'type');
  // The schema of the frame reports a missing or invalid type.
  if (!isObject(event) || typeof type !== 'string') return [];
  const path = ['trigger', 'event'];
  const check = checks.events.get(type);
  if (!check) return [unknownValue('`trigger.event.type`', type, [...checks.events.keys()], [...path, 'type'])];
  const errors = check(event);
  const own = targets.find((field) => Object.hasOwn(fieldsOf(type), field));
  const foreign = targets.find((field) => field !== own && Object.hasOwn(event, field));
  if (own === undefined || foreign === undefined) return describeErrors(errors, path);
  const both = Object.hasOwn(event, own);
  const listens = `A trigger of type ${type} listens to ${own === 'actionIdentifier' ? 'runs of an action' : 'entities of a blueprint'}`;
  const target: CodedFinding = {
    code: both ? 'schema/two-targets' : 'schema/unknown-field',
    message: both
      ? `${listens}; remove \`${foreign}\`.`
      : `${listens}, so it needs \`${own}\` instead of \`${foreign}\`.`,
    path: [...path, foreign],
    part: 'key',
  };
  // The two fields are one mistake; skip what the schema says about each.
  const others = errors.filter(({ params }) => params.additionalProperty !== foreign && params.missingProperty !== own);
  return [target, ...describeErrors(others, path)];
}

const targets = ['blueprintIdentifier', 'actionIdentifier'];

const fieldsByType = new Map(Object.entries(triggerTypes).map(([type, { fields }]) => [type, fields]));

function fieldsOf(type: string): object {
  return fieldsByType.get(type) ?? {};
}

function checkMethod(value: JsonObject, checks: Checks): CodedFinding[] {
  const method = value.invocationMethod;
  if (!isObject(method) || typeof method.type !== 'string') return [];
  const backend = findBackend(checks.backends, method.type);
  const check = backend && checks.methods.get(backend.type);
  if (!check) {
    const known = checks.backends.map((one) => one.type);
    return [unknownValue('`invocationMethod.type`', method.type, known, ['invocationMethod', 'type'])];
  }
  const isAlias = method.type !== backend.type;
  const findings = describeErrors(check(isAlias ? { ...method, type: backend.type } : method), ['invocationMethod']);
  if (findings.length === 0) findings.push(...widerThanPort(method, backend));
  if (isAlias) {
    findings.push({
      code: 'definition/deprecated-type',
      message: `\`${method.type}\` is not accepted by Port's API; it runs as \`${backend.type}\`, so write that instead.`,
      path: ['invocationMethod', 'type'],
      replacement: backend.type,
    });
  }
  return findings;
}
