import { type RawBuilder, sql } from 'kysely';
import type { Database } from './database.ts';
import type { JobKind } from './queue.ts';
import { earliestTimer } from './timers.ts';

/** The kinds of work that become due without anything waking a process. */
export type DueKind = JobKind | 'timers' | 'pauses' | 'bulkJobs';

/**
 * Returns, for each of these kinds, whether any work is due at the time `at`, ms since the epoch. It is one statement, because
 * an idle service does little else.
 */
export async function findDue(
  db: Database,
  jobsTable: string,
  at: number,
  kinds: readonly DueKind[],
): Promise<boolean[]> {
  const now = sql`${new Date(at)}::timestamptz`;
  const hasJob = (kind: JobKind) =>
    sql`select from ${sql.raw(jobsTable)} where name = ${kind} and state < 'active' and start_after <= now()`;
  const searches: Record<DueKind, RawBuilder<unknown>> = {
    invoke: hasJob('invoke'),
    follow: hasJob('follow'),
    timers: sql`select from timers where fired_at is null and due_at between ${earliestTimer}::timestamptz and ${now}`,
    pauses: sql`select from pauses where ends_at <= ${now}`,
    bulkJobs: sql`select from bulk_jobs where ended_at is null and (claimed_until is null or claimed_until <= ${now})`,
  };
  const answers = kinds.map((kind) => sql`exists (${searches[kind]})`);
  const { rows } = await sql<{ due: boolean[] }>`select array[${sql.join(answers)}]::boolean[] as due`.execute(db);
  return rows[0]?.due ?? [];
}
