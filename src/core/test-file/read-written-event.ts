import { closest } from '../closest.ts';
import type { Event } from '../event/event.ts';
import { readEvent } from '../event/read-event.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { fieldPath } from '../source/field-path.ts';
import type { Finding } from '../source/place-finding.ts';
import type { Path } from '../source/places.ts';
import { compileSchema } from '../validate/schema/compile-schema.ts';
import { describeErrors, unknownValue } from '../validate/schema/describe.ts';
import { expandEvent, testDefaults } from './short-event.ts';
import { shortEventSchemas } from './test-file-schema.ts';

const checks = new Map(Object.entries(shortEventSchemas).map(([type, schema]) => [type, compileSchema(schema)]));
const types = [...checks.keys()];

/** Reads an event in the short form (with `type`) or in full. Returns null after reporting what is wrong. */
export function readWrittenEvent(value: Json, path: Path, report: (finding: Finding) => void): Event | null {
  if (!isObject(value)) {
    const name = path.length === 0 ? 'An event' : `\`${fieldPath(path)}\``;
    report({ message: `${name} must be an object.`, path });
    return null;
  }
  const { type } = value;
  if (type === undefined) return readWhole(value, path, true, report);
  const check = typeof type === 'string' ? checks.get(type) : undefined;
  if (!check) {
    const typePath = [...path, 'type'];
    const several = /^ANY_(?:ENTITY|RUN)_CHANGE$/.test(String(type));
    const message = `\`${String(type)}\` is the name of several kinds of events; choose one of them: ${types.join(', ')}.`;
    report(several ? { message, path: typePath } : unknownValue('`event.type`', type, types, typePath));
    return null;
  }
  const problems = describeErrors(check(value), path, 'an event');
  for (const problem of problems) report(problem);
  return problems.length > 0 ? null : readWhole(expandEvent(value), path, false, report);
}

/** Reads a full event. `isWritten`: the value is from the file itself, so its parts can be located. */
function readWhole(
  value: JsonObject,
  path: Path,
  isWritten: boolean,
  report: (finding: Finding) => void,
): Event | null {
  const read = readEvent(value, testDefaults);
  if (read.ok) return read.event;
  for (const problem of read.problems) {
    const steps = problem.path.split('/').slice(1);
    const isShort = !Object.hasOwn(value, 'resourceType') && steps.length === 1;
    const hint = isShort && closest(steps[0] ?? '', ['type']) ? '; did you mean `type`?' : '.';
    const message = `\`${['event', ...steps].join('.')}\` ${problem.message}${hint}`;
    report({ message, path: isWritten ? [...path, ...steps] : path });
  }
  return null;
}
