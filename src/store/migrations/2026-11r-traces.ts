import { type Kysely, sql } from 'kysely';

/** Keeps the trace that an event, a run or a webhook belongs to, as a `traceparent`: it survives the queue and a restart. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of ['events', 'runs', 'deliveries']) {
    await sql`alter table ${sql.table(table)} add column trace text`.execute(db);
  }
}
