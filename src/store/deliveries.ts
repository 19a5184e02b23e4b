import { type Selectable, sql } from 'kysely';
import { laneOf } from '../core/event/delivery-lane.ts';
import type { JsonObject } from '../core/json.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';
import { plain, plainOrNull } from './text.ts';

/** Which deliveries to list by the name of their webhook: what it begins with, and what it must not begin with. */
export type NameFilter = { prefix: string; except: readonly string[] };

/** A webhook that was handed to us, without what was delivered, which may be large. */
export type DeliveryHead = {
  id: string;
  name: string;
  subject: string | null;
  /** What happened to the thing that it speaks of, where the payload names that. */
  action: string | null;
  /** Whose it is; empty where that is not known. */
  account: string;
  /** What it is about: deliveries of one lane are handled in order. */
  lane: string;
  receivedAt: number;
  handledAt: number | null;
  /** How often handling it failed with an internal error. */
  attempts: number;
  /** What has to change before it is handled; null when nothing has to. */
  waitsFor: string | null;
  /** What could not be done with it. */
  problems: string[];
};

/** A webhook as it was handed to us. */
export type Delivery = DeliveryHead & { payload: JsonObject };

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

/** Webhooks: stored first, handled after the answer; a sender repeats an id when it delivers again. */
export function createDeliveries(db: Database, now: () => number) {
  return {
    /** False when this id was stored before. */
    async insert(delivery: Pick<Delivery, 'id' | 'name' | 'subject' | 'payload'>): Promise<boolean> {
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
     * Deliveries that nobody handled yet and that wait for nothing, oldest first, except those of some accounts; `after`
     * skips those up to that one.
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

    /** What was delivered about one thing on the other side, oldest first. */
    async about(subject: string): Promise<Delivery[]> {
      const rows = await db
        .selectFrom('deliveries')
        .selectAll()
        .where('subject', '=', plain(subject))
        .orderBy('received_at')
        .execute();
      return rows.map(read);
    },

    /** Newest first; only those with problems or that wait for something when `troubled`; `names` null: all senders. */
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

    /** Keeps it until `wake` is called for what it waits for. */
    async wait(id: string, waitsFor: string, problems: readonly string[]): Promise<void> {
      await db
        .updateTable('deliveries')
        .set({ waits_for: plain(waitsFor), problems: problemText(problems) })
        .where('id', '=', id)
        .execute();
    },

    /** Opens what waits for this again; without a name, whatever waits. */
    async wake(waitsFor?: string): Promise<void> {
      let query = db.updateTable('deliveries').set({ waits_for: null }).where('waits_for', 'is not', null);
      if (waitsFor !== undefined) query = query.where('waits_for', '=', plain(waitsFor));
      await query.execute();
    },

    /** Counts a failure of ours to handle it. */
    async noteFailure(id: string): Promise<void> {
      await db
        .updateTable('deliveries')
        .set((row) => ({ attempts: row('attempts', '+', 1) }))
        .where('id', '=', id)
        .execute();
    },

    /**
     * Deletes those received before `before` (ms) that were handled, or that wait for what did not change all that time;
     * returns how many.
     */
    async purge(before: number, limit: number): Promise<number> {
      const { rows } = await sql`
        delete from deliveries where id in (
          select id from deliveries where received_at < ${new Date(before)}::timestamptz
            and (handled_at is not null or waits_for is not null) limit ${limit}) returning id`.execute(db);
      return rows.length;
    },
  };
}

/** The deliveries of one database or transaction. */
export type Deliveries = ReturnType<typeof createDeliveries>;

function problemText(problems: readonly string[]): string | null {
  return problems.length === 0 ? null : JSON.stringify(problems);
}

function read(row: Selectable<Tables['deliveries']>): Delivery {
  return { ...readHead(row), payload: row.payload };
}

function readHead(row: Omit<Selectable<Tables['deliveries']>, 'payload'>): DeliveryHead {
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

/** What a name that begins so is like, in SQL. */
function patternOf(prefix: string): string {
  return `${prefix.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
