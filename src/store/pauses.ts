import { type Selectable, sql } from 'kysely';
import type { Run } from '../core/run/run.ts';
import type { Pause, PauseKind } from '../core/views/pause-view.ts';
import type { Database } from './database.ts';
import { read } from './run-rows.ts';
import type { Tables } from './tables.ts';
import { plain, plainOrNull } from './text.ts';

/** Reads and writes which automations and targets are paused. */
export function createPauses(db: Database, now: () => number) {
  /** The SQL condition for pauses that have not ended. */
  const isOn = () => sql<boolean>`(ends_at is null or ends_at > ${new Date(now())}::timestamptz)`;

  return {
    /** The pauses that have not ended, by name. */
    async list(): Promise<Pause[]> {
      const rows = await db.selectFrom('pauses').selectAll().where(isOn()).orderBy('kind').orderBy('name').execute();
      return rows.map(readPause);
    },

    /** The pauses that have not ended; a resume waits until the transaction that asks has ended. */
    async lock(): Promise<Pause[]> {
      const rows = await db.selectFrom('pauses').selectAll().where(isOn()).forKeyShare().execute();
      return rows.map(readPause);
    },

    /** Pauses an automation or a target, or changes the pause that it has. */
    async put({ kind, name, reason, by, until }: Omit<Pause, 'since'>): Promise<void> {
      const values = { reason: plain(reason), by: plainOrNull(by), ends_at: until === null ? null : new Date(until) };
      await db
        .insertInto('pauses')
        .values({ kind, name: plain(name), since: new Date(now()), ...values })
        .onConflict((conflict) =>
          conflict.columns(['kind', 'name']).doUpdateSet({
            ...values,
            // One that has ended, and was not removed yet, is another pause.
            since: sql`case when pauses.ends_at <= ${new Date(now())}::timestamptz then excluded.since else pauses.since end`,
          }),
        )
        .execute();
    },

    /** Ends a pause; null when there is none. */
    async remove(kind: PauseKind, name: string): Promise<Pause | null> {
      const row = await db
        .deleteFrom('pauses')
        .where('kind', '=', kind)
        .where('name', '=', plain(name))
        .returningAll()
        .executeTakeFirst();
      return row ? readPause(row) : null;
    },

    /** Moves the pause of a renamed automation. */
    async rename(from: string, to: string): Promise<void> {
      await db
        .updateTable('pauses')
        .set({ name: to })
        .where('kind', '=', 'automation')
        .where('name', '=', from)
        .execute();
    },

    /** Removes expired pauses, and returns them. */
    async end(): Promise<Pause[]> {
      const at = new Date(now());
      return (await db.deleteFrom('pauses').where('ends_at', '<=', at).returningAll().execute()).map(readPause);
    },

    /** Locks runs that are no longer held by a pause, oldest first. */
    async released(limit: number): Promise<Run[]> {
      const { rows } = await sql<Selectable<Tables['runs']>>`select * from runs
        where status = 'IN_PROGRESS' and phase = 'held' and not exists (select 1 from pauses where ${isOn()}
          and ((kind = 'automation' and name = runs.automation) or (kind = 'target' and name = runs.target)))
        order by seq limit ${limit} for update of runs skip locked`.execute(db);
      return rows.map(read);
    },
  };
}

/** The pauses, through one database or transaction. */
export type Pauses = ReturnType<typeof createPauses>;

function readPause(row: Selectable<Tables['pauses']>): Pause {
  return {
    kind: row.kind as PauseKind,
    name: row.name,
    reason: row.reason,
    by: row.by,
    since: row.since.getTime(),
    until: row.ends_at?.getTime() ?? null,
  };
}
