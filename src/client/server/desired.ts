import type { Automation } from '../../core/automation.ts';
import { AppError } from '../../core/error.ts';
import { isObject, type Json } from '../../core/json.ts';
import type { Plan } from '../../core/plan/change.ts';

/** The desired set of one source, as the server takes it. */
export type DesiredSet = {
  path: string;
  /** `owner/repo`; a token of GitHub says it itself. */
  source: string;
  definitions: readonly { file: string; automation: Automation }[];
  /** False when some file could not be read: what it defines would seem to be gone. */
  complete: boolean;
  adopt?: readonly string[];
  maxDeletes?: number;
  confirm?: string;
};

/** A plan out of an answer. Throws `unavailable` when the answer holds none. */
export function readPlan(value: Json | undefined): Plan {
  if (isObject(value) && typeof value.hash === 'string' && Array.isArray(value.changes) && isObject(value.deletes)) {
    return { warnings: [], ...value } as unknown as Plan;
  }
  throw new AppError('unavailable', 'The server answered without a plan; is it older than this client?');
}
