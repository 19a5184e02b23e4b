import { AppError } from '../../core/error.ts';
import { isObject, type JsonObject } from '../../core/json.ts';
import type { Plan } from '../../core/plan/planned-change.ts';
import { callServer, type Server } from './call.ts';
import { type CheckoutSet, callWithSet, readPlan } from './checkout-set.ts';

/** The result of a sync: applied, or refused as a whole with the server's message. */
export type SyncAnswer =
  | { applied: true; plan: Plan }
  | { applied: false; plan: Plan; message: string; reason?: string };

/** Applies plans. */
export type SyncClient = {
  sync(desired: CheckoutSet): Promise<SyncAnswer>;
  /** Restores what the source held before its last sync. */
  restore(source: Pick<CheckoutSet, 'path' | 'source' | 'adopt' | 'maxDeletes' | 'confirm'>): Promise<SyncAnswer>;
};

/** Creates a client that can write. */
export function createSyncClient(server: Server): SyncClient {
  async function send(call: (path: string) => Promise<JsonObject>): Promise<SyncAnswer> {
    try {
      const answer = await call('/v1/automations/sync');
      return { applied: true, plan: readPlan(answer.plan) };
    } catch (error) {
      if (error instanceof AppError && error.code === 'conflict' && isObject(error.details) && error.details.plan) {
        const { reason } = error.details;
        const why = typeof reason === 'string' && { reason };
        return { applied: false, plan: readPlan(error.details.plan), message: error.message, ...why };
      }
      throw error;
    }
  }
  return {
    sync: (desired) => send((path) => callWithSet(server, path, desired)),
    restore: (source) => send((path) => callServer(server, path, { ...source, restore: true })),
  };
}
