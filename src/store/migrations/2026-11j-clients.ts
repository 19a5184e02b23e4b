import { type Kysely, sql } from 'kysely';

const statements = [
  `create table clients (
    id text primary key, name text not null unique, role text not null, secret_hash text not null, old_hash text,
    old_until timestamptz, expires_at timestamptz, created_at timestamptz not null, created_by text not null)`,
  'create table access_keys (sealed_for text primary key, sealed text not null, created_at timestamptz not null)',
];

/** Adds clients with roles, and the key of tokens and sessions that replicas share. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
