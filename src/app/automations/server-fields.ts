import { AppError } from '../../core/error.ts';
import { isObject, type Json } from '../../core/json.ts';
import type { StoredAutomation } from '../../store/automations.ts';

/** The fields that Port's API adds to a definition: who wrote it and when. */
export function serverFields({ createdBy, updatedBy, createdAt, updatedAt }: StoredAutomation) {
  return {
    createdBy: createdBy ?? 'unknown',
    updatedBy: updatedBy ?? 'unknown',
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}

/**
 * Removes the fields that the service adds on reading, so that a response can be sent back; refuses other values in
 * them.
 */
export function withoutServerFields(body: Json, stored: StoredAutomation): Json {
  if (!isObject(body)) return body;
  const facts: Readonly<Record<string, string>> = serverFields(stored);
  const isSet = (name: string) => Object.hasOwn(facts, name);
  const changed = Object.keys(body).filter((name) => isSet(name) && body[name] !== facts[name]);
  if (changed.length > 0) {
    const [isAre, them] = changed.length === 1 ? ['is', 'it'] : ['are', 'them'];
    const message = `${changed.join(', ')} ${isAre} set by the service: leave ${them} out, or send the current values (${changed.map((name) => facts[name]).join(', ')})`;
    throw new AppError('invalid_content', message, { details: { fields: changed } });
  }
  return Object.fromEntries(Object.entries(body).filter(([name]) => !isSet(name)));
}
