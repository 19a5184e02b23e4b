import { type Kysely, sql } from 'kysely';

const statements = [
  // Null for older ones: their payloads may be large, and one with a NUL cannot be read as JSON.
  'alter table deliveries add column action text',
  'create index deliveries_received on deliveries (received_at, id)',
  `create index deliveries_troubled on deliveries (received_at, id)
    where problems is not null or waits_for is not null`,
];

/** Lets deliveries be listed, newest first, without reading their payloads. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
