import { isObject, type Json, type JsonObject, valueAt } from '../../core/json.ts';
import { ApiError } from './call-api.ts';

/** Another person's version of an automation; no definition means that it was deleted. */
export type Theirs = { revision: string; definition: JsonObject } | { revision: null; definition: null };

/** Reads the current state of an automation from a refusal; null for any other refusal. */
export function theirsOf(error: unknown): Theirs | null {
  if (!(error instanceof ApiError)) return null;
  if (error.status === 404) return { revision: null, definition: null };
  const details = error.details as Json | undefined;
  const [revision, definition] = [valueAt(details, 'revision'), valueAt(details, 'definition')];
  if (error.status !== 412 || typeof revision !== 'string' || !isObject(definition)) return null;
  return { revision, definition };
}
