import { type Kysely, sql } from 'kysely';

const statements = [
  `create table sources (
    source text primary key, synced json not null, synced_at timestamptz not null, synced_by text not null)`,
  `create table repositories (name text primary key, id text not null, bound_at timestamptz not null)`,
  'create index repositories_id on repositories (id)',
  `create table revisions (
    source text not null, number integer not null, definitions json not null, replaced_at timestamptz not null,
    replaced_by text not null, primary key (source, number))`,
  'create table used_tokens (id text primary key, expires_at timestamptz not null)',
  'create index used_tokens_expiry on used_tokens (expires_at)',
];

/** Adds the tables for sync: sources and their repositories, the sets that they had before, and used tokens. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
