import { AppError } from '../../core/error.ts';
import { isObject, type JsonObject } from '../../core/json.ts';
import type { Plan } from '../../core/plan/change.ts';
import { callServer, type Server } from './call.ts';
import { type CheckoutSet, readPlan } from './desired.ts';

/** What became of a sync: applied, or refused whole, with the words of the server. */
export type SyncAnswer = { applied: true; plan: Plan } | { applied: false; plan: Plan; message: string };

/** Carries plans out. */
export type SyncClient = {
  sync(desired: CheckoutSet): Promise<SyncAnswer>;
  /** Brings back what the source held before its last sync. */
  restore(source: Pick<CheckoutSet, 'path' | 'source' | 'adopt' | 'maxDeletes' | 'confirm'>): Promise<SyncAnswer>;
};

/** A client that writes. */
export function createSyncClient(server: Server): SyncClient {
  async function send(body: object): Promise<SyncAnswer> {
    try {
      const answer: JsonObject = await callServer(server, '/v1/automations/sync', body);
      return { applied: true, plan: readPlan(answer.plan) };
    } catch (error) {
      if (error instanceof AppError && error.code === 'conflict' && isObject(error.details) && error.details.plan) {
        return { applied: false, plan: readPlan(error.details.plan), message: error.message };
      }
      throw error;
    }
  }
  return { sync: send, restore: (source) => send({ ...source, restore: true }) };
}
