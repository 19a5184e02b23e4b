import { findBackend } from '../../definition/backend-spec.ts';
import { triggerTypes } from '../../definition/trigger-types.ts';
import { byteLength, hasRoom, identifierLength, propertyNameLength } from '../../identifiers.ts';
import { isObject, type Json, type JsonObject, valueAt } from '../../json.ts';
import type { Problem } from '../../source/place-finding.ts';
import type { Checks } from './compile.ts';
import { describeErrors, shown, unknownValue } from './describe.ts';
import { approvalProblem, idleFields, widerThanPort } from './extra.ts';
import { otherKind } from './other-kind.ts';
import { readOnlyFields } from './parts.ts';

/**
 * Everything that is wrong with the shape of a definition. Its types are looked at first and choose what checks the
 * rest, so a wrong field gives one sentence about that field and not one for each type it could have belonged to.
 */
export function checkShape(value: Json, checks: Checks): Problem[] {
  if (!isObject(value)) {
    return [{ code: 'schema/wrong-type', message: `A definition is an object, not ${shown(value)}.`, path: [] }];
  }
  const other = otherKind(value);
  if (other) return [other];
  const { rest, problems } = withoutReadOnly(value);
  const approval = approvalProblem(value);
  const ofFrame = describeErrors(checks.frame(rest), []).filter(({ path }) => path[0] !== 'requiredApproval');
  problems.push(
    ...ofFrame,
    ...(approval ? [approval] : []),
    ...idleFields(value),
    ...checkEvent(value, checks),
    ...checkMethod(value, checks),
  );
  problems.push(...checkRoom(value));
  if (!problems.some((problem) => problem.path[0] === 'publish') && value.publish === undefined) {
    const message = '`publish` is not stated, so this automation is active; write `true` or `false` to leave no doubt.';
    problems.push({ code: 'definition/publish-omitted', message, path: [], part: 'key' });
  }
  return problems;
}

/** The schema counts characters; what the database has to find is limited in bytes. */
function checkRoom(value: JsonObject): Problem[] {
  return limits.flatMap(({ path, bytes, isTold }): Problem[] => {
    const text = valueAt(value, ...path);
    if (typeof text !== 'string' || hasRoom(text, bytes) || isTold(text)) return [];
    const message = `\`${path.join('.')}\` may have ${bytes} bytes at most, and has ${byteLength(text)}.`;
    return [{ code: 'schema/wrong-format', message, path }];
  });
}

const limits = [
  // Of one with too many characters the schema tells.
  { path: ['identifier'], bytes: identifierLength, isTold: (text: string) => [...text].length > identifierLength },
  { path: ['trigger', 'event', 'propertyIdentifier'], bytes: propertyNameLength, isTold: () => false },
];

function withoutReadOnly(value: JsonObject): { rest: JsonObject; problems: Problem[] } {
  const found = readOnlyFields.filter((field) => Object.hasOwn(value, field));
  if (found.length === 0) return { rest: value, problems: [] };
  const rest = Object.fromEntries(Object.entries(value).filter(([key]) => !found.includes(key)));
  const problems = found.map((field): Problem => {
    const message = `\`${field}\` comes from an export and is written by the server only; remove it.`;
    return { code: 'schema/read-only-field', message, path: [field], part: 'key' };
  });
  return { rest, problems };
}

function checkEvent(value: JsonObject, checks: Checks): Problem[] {
  const event = valueAt(value, 'trigger', 'event');
  const type = valueAt(event, 'type');
  // Anything else is no object or has no type, which the frame has told already.
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
  const target: Problem = {
    code: both ? 'schema/two-targets' : 'schema/unknown-field',
    message: both
      ? `${listens}; remove \`${foreign}\`.`
      : `${listens}, so it needs \`${own}\` in place of \`${foreign}\`.`,
    path: [...path, foreign],
    part: 'key',
  };
  // The two fields are one mistake, whatever the schema says of each.
  const others = errors.filter(({ params }) => params.additionalProperty !== foreign && params.missingProperty !== own);
  return [target, ...describeErrors(others, path)];
}

const targets = ['blueprintIdentifier', 'actionIdentifier'];

const fieldsByType = new Map(Object.entries(triggerTypes).map(([type, { fields }]) => [type, fields]));

function fieldsOf(type: string): object {
  return fieldsByType.get(type) ?? {};
}

function checkMethod(value: JsonObject, checks: Checks): Problem[] {
  const method = value.invocationMethod;
  if (!isObject(method) || typeof method.type !== 'string') return [];
  const backend = findBackend(checks.backends, method.type);
  const check = backend && checks.methods.get(backend.type);
  if (!check) {
    const known = checks.backends.map((one) => one.type);
    return [unknownValue('`invocationMethod.type`', method.type, known, ['invocationMethod', 'type'])];
  }
  const isAlias = method.type !== backend.type;
  const problems = describeErrors(check(isAlias ? { ...method, type: backend.type } : method), ['invocationMethod']);
  if (problems.length === 0) problems.push(...widerThanPort(method, backend));
  if (isAlias) {
    problems.push({
      code: 'definition/deprecated-type',
      message: `\`${method.type}\` is not a type that Port's API accepts; it runs as \`${backend.type}\`, so write that.`,
      path: ['invocationMethod', 'type'],
      replacement: backend.type,
    });
  }
  return problems;
}
