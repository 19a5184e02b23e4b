import { type Kysely, sql } from 'kysely';

const statements = [
  `create table audit_records (
    seq bigserial primary key, id text not null unique, at timestamptz not null, resource text not null,
    identifier text not null, action text not null, changed_by text not null, origin text not null, before json,
    after json)`,
  'create index audit_records_identifier on audit_records (resource, identifier, seq)',
  'create index audit_records_at on audit_records (at)',
];

/** Records changes that are no events, such as those of definitions: who, when, before and after. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
