import { type Selectable, sql } from 'kysely';
import type { Json } from '../core/json.ts';
import type { Run } from '../core/run/run.ts';
import type { Tables } from './tables.ts';
import { plainOrNull } from './text.ts';

/** Column and its type in the recordset; `seq` is the database's own. */
const types = {
  id: 'text',
  event_id: 'text',
  automation: 'text',
  definition_hash: 'text',
  status: 'text',
  phase: 'text',
  status_label: 'text',
  summary: 'text',
  link: 'json',
  message: 'json',
  external_id: 'text',
  payload: 'json',
  response: 'json',
  reason: 'json',
  attempt: 'integer',
  target: 'text',
  claimed_by: 'text',
  next_at: 'timestamptz',
  depth: 'integer',
  chain: 'json',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
  ended_at: 'timestamptz',
  updated_by: 'text',
} as const;

const names = Object.keys(types) as (keyof typeof types)[];
/** All columns that a run has a value for. */
export const columns = sql.raw(names.join(', '));
/** The same columns as values of `input`. */
export const inputValues = sql.raw(names.map(inputValue).join(', '));
/** Sets every column but the id from `input`. */
export const assignments = sql.raw(
  names
    .filter((name) => name !== 'id')
    .map((name) => `${name} = ${inputValue(name)}`)
    .join(', '),
);
const recordType = sql.raw(names.map((name) => `${name} ${types[name] === 'json' ? 'text' : types[name]}`).join(', '));

/** JSON travels as text inside the recordset: as JSON, Postgres would refuse an escaped NUL in it. */
function inputValue(name: keyof typeof types): string {
  return types[name] === 'json' ? `input.${name}::json` : `input.${name}`;
}

/** Runs as a table that a statement can select from. */
export function recordset(runs: readonly Run[]) {
  return sql`json_to_recordset(${JSON.stringify(runs.map(write))}::json) as input(${recordType})`;
}

function write(run: Run): Record<keyof typeof types, unknown> {
  return {
    id: run.id,
    event_id: run.eventId,
    automation: run.automation,
    definition_hash: run.definitionHash,
    status: run.status,
    phase: run.phase,
    status_label: plainOrNull(run.statusLabel),
    summary: plainOrNull(run.summary),
    link: json(run.link),
    message: json(run.message),
    external_id: plainOrNull(run.externalId),
    payload: json(run.payload),
    response: json(run.response),
    reason: json(run.reason),
    attempt: run.attempt,
    target: plainOrNull(run.target),
    claimed_by: run.claimedBy,
    next_at: time(run.nextAt),
    depth: run.depth,
    chain: json(run.chain),
    created_at: time(run.createdAt),
    updated_at: time(run.updatedAt),
    ended_at: time(run.endedAt),
    updated_by: run.updatedBy,
  };
}

function json(value: Json): string | null {
  return value === null ? null : JSON.stringify(value);
}

function time(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

/** A row as a run. */
export function read(row: Selectable<Tables['runs']>): Run {
  return {
    id: row.id,
    eventId: row.event_id,
    automation: row.automation,
    definitionHash: row.definition_hash,
    status: row.status,
    phase: row.phase,
    statusLabel: row.status_label,
    summary: row.summary,
    link: row.link,
    message: row.message,
    externalId: row.external_id,
    payload: row.payload,
    response: row.response,
    reason: row.reason,
    attempt: row.attempt,
    target: row.target,
    claimedBy: row.claimed_by,
    nextAt: row.next_at?.getTime() ?? null,
    depth: row.depth,
    chain: row.chain,
    createdAt: row.created_at.getTime(),
    updatedAt: row.updated_at.getTime(),
    endedAt: row.ended_at?.getTime() ?? null,
    updatedBy: row.updated_by,
  };
}
