import type { JsonObject } from '../core/json.ts';
import type { Database } from './database.ts';

/** A webhook as it was handed to us. */
export type Delivery = { id: string; name: string; payload: JsonObject; receivedAt: number };

/** Webhooks of GitHub: stored first, handled after the answer; GitHub repeats an id when it redelivers. */
export function createDeliveries(db: Database, now: () => number) {
  return {
    /** False when this id was stored before. */
    async insert(delivery: { id: string; name: string; payload: JsonObject }): Promise<boolean> {
      const result = await db
        .insertInto('deliveries')
        .values({ ...delivery, payload: JSON.stringify(delivery.payload), received_at: new Date(now()) })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },

    /** Takes deliveries that nobody handled yet, oldest first; the lock lasts as long as the transaction. */
    async takeOpen(limit: number): Promise<Delivery[]> {
      const rows = await db
        .selectFrom('deliveries')
        .selectAll()
        .where('handled_at', 'is', null)
        .orderBy('received_at')
        .limit(limit)
        .forUpdate()
        .skipLocked()
        .execute();
      return rows.map((row) => ({
        id: row.id,
        name: row.name,
        payload: row.payload,
        receivedAt: row.received_at.getTime(),
      }));
    },

    async markHandled(ids: readonly string[]): Promise<void> {
      if (ids.length === 0) return;
      await db
        .updateTable('deliveries')
        .set({ handled_at: new Date(now()) })
        .where('id', 'in', ids)
        .execute();
    },

    /** Deletes handled ones received before `before` (ms). */
    async purge(before: number): Promise<void> {
      await db
        .deleteFrom('deliveries')
        .where('received_at', '<', new Date(before))
        .where('handled_at', 'is not', null)
        .execute();
    },
  };
}

/** The deliveries of one database or transaction. */
export type Deliveries = ReturnType<typeof createDeliveries>;
