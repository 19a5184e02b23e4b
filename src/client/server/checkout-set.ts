import type { Automation } from '../../core/automation.ts';
import { AppError } from '../../core/error.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import type { DesiredSet } from '../../core/plan/desired-set.ts';
import type { Plan } from '../../core/plan/planned-change.ts';
import { callServer, type Server } from './call.ts';

/** The desired set of one checkout, which knows its source and whether every file could be read. */
export type CheckoutSet = DesiredSet<Automation> & { source: string; complete: boolean };

/**
 * Posts a desired set. An older service refuses the lines of definitions, so the set is then sent again without them.
 */
export async function callWithSet(server: Server, path: string, set: CheckoutSet): Promise<JsonObject> {
  try {
    return await callServer(server, path, set);
  } catch (error) {
    if (!(error instanceof AppError && /has no field line\b|Unknown field `line`/.test(error.message))) throw error;
    const definitions = set.definitions.map(({ line: _, ...rest }) => rest);
    return callServer(server, path, { ...set, definitions });
  }
}

/** Reads the plan in an answer. Throws `unavailable` when there is none. */
export function readPlan(value: Json | undefined): Plan {
  if (isObject(value) && typeof value.hash === 'string' && Array.isArray(value.changes) && isObject(value.deletes)) {
    return { warnings: [], ...value } as unknown as Plan;
  }
  throw new AppError('unavailable', "The server's answer contains no plan. Is the server older than this client?");
}
