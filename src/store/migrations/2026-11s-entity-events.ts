import { type Kysely, sql } from 'kysely';

const statements = ['drop index events_subject', 'create index events_entity on events (entity, seq)'];

/** Finds the events of an entity without its blueprint too: the planner read the history backwards until it had a page. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
