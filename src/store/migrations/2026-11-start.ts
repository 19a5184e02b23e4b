import { type Kysely, sql } from 'kysely';

const statements = [
  `create table automations (
    identifier text primary key, definition json not null, hash text not null, source text, file text,
    created_at timestamptz not null, created_by text, updated_at timestamptz not null, updated_by text)`,
  'create table definitions (hash text primary key, definition json not null)',
  'create table state (key text primary key, value json not null)',
  `create table events (
    id text primary key, seq bigserial not null, received_at timestamptz not null, blueprint text,
    entity text, event json not null,
    source text not null, depth integer not null, chain json not null, matched_at timestamptz, errors json)`,
  'create index events_seq on events (seq)',
  'create index events_unmatched on events (received_at) where matched_at is null',
  'create index events_subject on events (blueprint, entity)',
  'create index events_received on events (received_at)',
  `create table runs (
    id text primary key, seq bigserial not null, event_id text not null, automation text not null,
    definition_hash text not null, status text not null, phase text not null, status_label text, summary text,
    link json not null, message json, external_id text, payload json, response json, reason json,
    attempt integer not null, target text, claimed_by text, next_at timestamptz, depth integer not null,
    chain json not null, created_at timestamptz not null, updated_at timestamptz not null, ended_at timestamptz,
    updated_by text, unique (event_id, automation))`,
  'create index runs_seq on runs (seq)',
  'create index runs_automation on runs (automation, seq)',
  `create index runs_target on runs (target) where status = 'IN_PROGRESS'`,
  'create index runs_external on runs (external_id) where external_id is not null',
  `create index runs_open on runs (phase, next_at) where status = 'IN_PROGRESS'`,
  'create index runs_ended on runs (ended_at) where ended_at is not null',
  `create table attempts (
    run_id text not null, attempt integer not null, started_at timestamptz not null, ended_at timestamptz,
    outcome text, status_code integer, message text, primary key (run_id, attempt))`,
  `create table run_logs (
    seq bigserial primary key, id text not null unique, run_id text not null, level text not null,
    message text not null, created_by text, created_at timestamptz not null)`,
  'create index run_logs_run on run_logs (run_id, seq)',
  `create table entities (
    blueprint text not null, identifier text not null, entity json not null, updated_at timestamptz not null,
    primary key (blueprint, identifier))`,
  `create table timers (
    blueprint text not null, entity text not null, property text not null, value text not null,
    due_at timestamptz not null, snapshot json not null, depth integer not null, chain json not null,
    fired_at timestamptz, primary key (blueprint, entity, property))`,
  'create index timers_due on timers (due_at) where fired_at is null',
  `create table targets (
    key text primary key, failures integer not null, parked_since timestamptz, probe_at timestamptz, reason text)`,
  'create table replicas (id text primary key, seen_at timestamptz not null)',
  `create table deliveries (
    id text primary key, name text not null, subject text, payload json not null, received_at timestamptz not null,
    handled_at timestamptz)`,
  'create index deliveries_subject on deliveries (subject) where subject is not null',
  'create index deliveries_open on deliveries (received_at) where handled_at is null',
];

/** Creates every table of the first release. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
