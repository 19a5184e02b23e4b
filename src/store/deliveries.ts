import { type Selectable, sql } from 'kysely';
import { laneOf } from '../core/event/delivery-lane.ts';
import type { JsonObject } from '../core/json.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';
import { literal, plain, plainOrNull } from './text.ts';

/** Filters deliveries by the name of their webhook: the prefix it has, and the prefixes it must not have. */
export type NameFilter = { prefix: string; except: readonly string[] };

/** A stored webhook without its payload, which may be large. */
export type DeliveryHead = {
  id: string;
  name: string;
  subject: string | null;
  /** The action that the payload names, if any. */
  action: string | null;
  /** The account it belongs to; empty when unknown. */
  account: string;
  /** Its lane: deliveries of one lane are handled in order. */
  lane: string;
  receivedAt: number;
  handledAt: number | null;
  /** How often handling it has failed with an internal error. */
  attempts: number;
  /** The condition that it waits for before it can be handled; null if it waits for nothing. */
  waitsFor: string | null;
  /** The problems in handling it. */
  problems: string[];
};

/** A stored webhook. */
export type Delivery = DeliveryHead & { payload: JsonObject; trace?: string };

const headColumns = [
  'id',
  'name',
  'subject',
  'action',
  'account',
  'lane',
  'received_at',
  'handled_at',
  'attempts',
  'waits_for',
  'problems',
] as const;

/** Reads and writes webhooks, which are stored first and handled after the answer; redeliveries have the same id. */
export function createDeliveries(db: Database, now: () => number) {
  return {
    /** Stores a delivery; false when its id was stored before. */
    async insert(delivery: Pick<Delivery, 'id' | 'name' | 'subject' | 'payload' | 'trace'>): Promise<boolean> {
      const { action } = delivery.payload;
      const { account, lane } = laneOf(delivery.payload);
      const result = await db
        .insertInto('deliveries')
        .values({
          ...delivery,
          subject: plainOrNull(delivery.subject),
          account: plain(account),
          lane: plain(lane),
          action: typeof action === 'string' ? plain(action) : null,
          payload: JSON.stringify(delivery.payload),
          received_at: new Date(now()),
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },

    /**
     * Unhandled deliveries that wait for nothing, oldest first, except those of some accounts; `after` skips those up
     * to that one.
     */
    async open(
      limit: number,
      after: Pick<Delivery, 'id' | 'receivedAt'> | null = null,
      except: readonly string[] = [],
    ): Promise<DeliveryHead[]> {
      let query = db
        .selectFrom('deliveries')
        .select(headColumns)
        .where('handled_at', 'is', null)
        .where('waits_for', 'is', null)
        .orderBy('received_at')
        .orderBy('id')
        .limit(limit);
      if (except.length > 0) query = query.where('account', 'not in', except);
      if (after !== null) {
        const at = new Date(after.receivedAt);
        query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('received_at', 'id'), '>', tuple(at, after.id)));
      }
      return (await query.execute()).map(readHead);
    },

    async get(id: string): Promise<Delivery | null> {
      const row = await db.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? read(row) : null;
    },

    /** The deliveries about one object on the provider's side, oldest first. */
    async about(subject: string): Promise<Delivery[]> {
      const rows = await db
        .selectFrom('deliveries')
        .selectAll()
        .where('subject', '=', plain(subject))
        .orderBy('received_at')
        .execute();
      return rows.map(read);
    },

    /**
     * Lists deliveries, newest first; `troubled`: only those with problems or waiting; `names` null: from all
     * providers.
     */
    async list(limit: number, troubled: boolean, names: NameFilter | null = null): Promise<DeliveryHead[]> {
      let query = db
        .selectFrom('deliveries')
        .select(headColumns)
        .orderBy('received_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit);
      if (troubled) {
        query = query.where((where) =>
          where.or([where('problems', 'is not', null), where('waits_for', 'is not', null)]),
        );
      }
      if (names !== null) {
        query = query.where('name', 'like', patternOf(names.prefix));
        for (const prefix of names.except) query = query.where('name', 'not like', patternOf(prefix));
      }
      return (await query.execute()).map(readHead);
    },

    async markHandled(id: string, problems: readonly string[] = []): Promise<void> {
      await db
        .updateTable('deliveries')
        .set({ handled_at: new Date(now()), problems: problemText(problems) })
        .where('id', '=', id)
        .execute();
    },

    /** Holds a delivery back until `wake` is called for what it waits for. */
    async wait(id: string, waitsFor: string, problems: readonly string[]): Promise<void> {
      await db
        .updateTable('deliveries')
        .set({ waits_for: plain(waitsFor), problems: problemText(problems) })
        .where('id', '=', id)
        .execute();
    },

    /** Reopens the deliveries that wait for this; without a name, all waiting ones. */
    async wake(waitsFor?: string): Promise<void> {
      let query = db.updateTable('deliveries').set({ waits_for: null }).where('waits_for', 'is not', null);
      if (waitsFor !== undefined) query = query.where('waits_for', '=', plain(waitsFor));
      await query.execute();
    },

    /** Counts an internal error in handling a delivery. */
    async noteFailure(id: string): Promise<void> {
      await db
        .updateTable('deliveries')
        .set((row) => ({ attempts: row('attempts', '+', 1) }))
        .where('id', '=', id)
        .execute();
    },

    /** Deletes deliveries received before `before` (ms) that were handled or are still waiting; returns how many. */
    async purge(before: number, limit: number): Promise<number> {
      const { rows } = await sql`
        delete from deliveries where id in (
          select id from deliveries where received_at < ${new Date(before)}::timestamptz
            and (handled_at is not null or waits_for is not null) limit ${limit}) returning id`.execute(db);
      return rows.length;
    },
  };
}

/** The deliveries, through one database or transaction. */
export type Deliveries = ReturnType<typeof createDeliveries>;

function problemText(problems: readonly string[]): string | null {
  return problems.length === 0 ? null : JSON.stringify(problems);
}

function read(row: Selectable<Tables['deliveries']>): Delivery {
  return { ...readHead(row), payload: row.payload, ...(row.trace !== null && { trace: row.trace }) };
}

function readHead(row: Omit<Selectable<Tables['deliveries']>, 'payload' | 'trace'>): DeliveryHead {
  return {
    id: row.id,
    name: row.name,
    subject: row.subject,
    action: row.action,
    account: row.account,
    lane: row.lane ?? row.id,
    receivedAt: row.received_at.getTime(),
    handledAt: row.handled_at?.getTime() ?? null,
    attempts: row.attempts,
    waitsFor: row.waits_for,
    problems: row.problems ?? [],
  };
}

/** The SQL `like` pattern of a prefix. */
function patternOf(prefix: string): string {
  return `${literal(prefix)}%`;
}
