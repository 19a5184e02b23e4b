import { type Kysely, sql } from 'kysely';

const statements = [
  `create table audit_records (
    seq bigserial primary key, id text not null unique, at timestamptz not null, resource text not null,
    identifier text not null, action text not null, changed_by text not null, origin text not null, before json,
    after json)`,
  'create index audit_records_identifier on audit_records (resource, identifier, seq)',
  'create index audit_records_at on audit_records (at)',
];

/** Adds records of changes that are not events, such as changes to definitions: who, when, before and after. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
