import type { Selectable } from 'kysely';
import type { JsonObject } from '../core/json.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

/** A webhook as it was handed to us. */
export type Delivery = { id: string; name: string; subject: string | null; payload: JsonObject; receivedAt: number };

/** Webhooks of GitHub and GitLab: stored first, handled after the answer; an id is repeated with its delivery. */
export function createDeliveries(db: Database, now: () => number) {
  return {
    /** False when this id was stored before. */
    async insert(delivery: {
      id: string;
      name: string;
      subject: string | null;
      payload: JsonObject;
    }): Promise<boolean> {
      const result = await db
        .insertInto('deliveries')
        .values({ ...delivery, payload: JSON.stringify(delivery.payload), received_at: new Date(now()) })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },

    /** Deliveries that nobody handled yet, oldest first. */
    async open(limit: number): Promise<Delivery[]> {
      const rows = await db
        .selectFrom('deliveries')
        .selectAll()
        .where('handled_at', 'is', null)
        .orderBy('received_at')
        .limit(limit)
        .execute();
      return rows.map(read);
    },

    /** What was delivered about one thing on the other side, oldest first. */
    async about(subject: string): Promise<Delivery[]> {
      const rows = await db
        .selectFrom('deliveries')
        .selectAll()
        .where('subject', '=', subject)
        .orderBy('received_at')
        .execute();
      return rows.map(read);
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

function read(row: Selectable<Tables['deliveries']>): Delivery {
  return {
    id: row.id,
    name: row.name,
    subject: row.subject,
    payload: row.payload,
    receivedAt: row.received_at.getTime(),
  };
}
