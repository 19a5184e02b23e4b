import { type Selectable, sql } from 'kysely';
import type { AdmittedCalls } from '../core/run/call-rate.ts';
import type { Run } from '../core/run/run.ts';
import type { Database } from './database.ts';
import { read } from './run-rows.ts';
import type { Tables } from './tables.ts';

/** The entity that runs of one automation are about. */
export type DebounceKey = { automation: string; key: string };

/** Reads and writes the runs that wait for the limits of their automation. */
export function createLimitedRuns(db: Database, now: () => number) {
  const waiting = sql`status = 'IN_PROGRESS' and phase = 'limited'`;
  const isDue = () => sql`(next_at is null or next_at <= ${new Date(now())}::timestamptz)`;
  const listed = (names: readonly string[]) => sql`(select json_array_elements_text(${JSON.stringify(names)}::json))`;

  return {
    /** Automations that have a run whose time to be admitted has come. */
    async waiting(automations: readonly string[]): Promise<string[]> {
      const { rows } = await sql<{ name: string }>`select name from json_array_elements_text(
          ${JSON.stringify(automations)}::json) as name
        where exists (select 1 from runs where automation = name and ${waiting} and ${isDue()})`.execute(db);
      return rows.map(({ name }) => name);
    },

    /** Blocks admissions of an automation's runs on every replica until the transaction ends; returns its last calls. */
    async lock(automation: string): Promise<AdmittedCalls> {
      await sql`insert into admissions (automation, calls) values (${automation}, '[]')
        on conflict do nothing`.execute(db);
      const { rows } = await sql<{ calls: AdmittedCalls }>`
        select calls from admissions where automation = ${automation} for update`.execute(db);
      return rows[0]?.calls ?? [];
    },

    /** How many runs of an automation are in flight: admitted, and not put back or ended since. */
    async inFlight(automation: string): Promise<number> {
      const { rows } = await sql<{ count: number }>`select count(*)::integer as count from runs
        where automation = ${automation} and status = 'IN_PROGRESS' and permit is not null
          and ((phase = 'queued' and permit = attempt + 1)
            or (phase in ('invoking', 'accepted', 'waiting') and permit = attempt))`.execute(db);
      return rows[0]?.count ?? 0;
    },

    /** Locks runs whose time to be admitted has come, oldest first. */
    async due(automation: string, limit: number): Promise<Run[]> {
      const { rows } = await sql<Selectable<Tables['runs']>>`select * from runs
        where automation = ${automation} and ${waiting} and ${isDue()}
        order by seq limit ${limit} for update skip locked`.execute(db);
      return rows.map(read);
    },

    /** Stores the calls that count for the rate of an automation. */
    async saveCalls(automation: string, calls: AdmittedCalls): Promise<void> {
      await sql`update admissions set calls = ${JSON.stringify(calls)}::json
        where automation = ${automation}`.execute(db);
    },

    /** Locks runs of automations that no longer have limits; `automations` are those that still have some. */
    async unlimited(automations: readonly string[], limit: number): Promise<Run[]> {
      const { rows } = await sql<Selectable<Tables['runs']>>`select * from runs
        where ${waiting} and automation not in ${listed(automations)}
        order by seq limit ${limit} for update skip locked`.execute(db);
      return rows.map(read);
    },

    /**
     * Prevents others from storing runs about the same entities until the transaction ends, locking in an order that
     * avoids deadlocks.
     */
    async lockEntities(keys: readonly DebounceKey[]): Promise<void> {
      const names = [...new Set(keys.map(({ automation, key }) => JSON.stringify([automation, key])))].sort();
      for (const name of names) await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 1))`.execute(db);
    },

    /** Locks the waiting runs about an entity, oldest first. */
    async about({ automation, key }: DebounceKey): Promise<Run[]> {
      const { rows } = await sql<Selectable<Tables['runs']>>`select * from runs
        where automation = ${automation} and debounce = ${key} and ${waiting} order by seq for update`.execute(db);
      return rows.map(read);
    },
  };
}

/** The runs that wait for limits, through one database or transaction. */
export type LimitedRuns = ReturnType<typeof createLimitedRuns>;
