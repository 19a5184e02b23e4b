import { type Kysely, sql } from 'kysely';

const statements = [
  // Older ones show none: their payloads may be large, and one with a NUL in it cannot be looked into.
  'alter table deliveries add column action text',
  'create index deliveries_received on deliveries (received_at, id)',
  `create index deliveries_troubled on deliveries (received_at, id)
    where problems is not null or waits_for is not null`,
];

/** Lets deliveries be listed without a look into what was delivered, newest first. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
