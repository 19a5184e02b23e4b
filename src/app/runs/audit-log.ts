import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../core/error.ts';
import { type AuditFilter, auditEntry, isAudited, recordEntry } from '../../core/event/audit.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Store } from '../../store/store.ts';

/** A page of the audit log; `next` continues it, null at its end. A page may be short and still have a next one. */
export type AuditPage = { audits: JsonObject[]; next: string | null };

/** Returns the newest entries that match a filter, at most `limit`, from where `cursor` (null: the newest) says. */
export type AuditLog = (filter: AuditFilter, limit: number, cursor: string | null) => Promise<AuditPage>;

/** An entry with its time, ms since the epoch, and the row that it comes from. */
type Timed = { at: number; entry: JsonObject; kind: 'event' | 'record'; id: string };

/** Where a page ended: the last row of each kind (null if none was read) and their time. */
type AuditPosition = { event: string | null; record: string | null; at: number | null };

/** How many rows are read at once. */
const batchSize = 500;

/** How many rows one request scans: a filter without matches must not read the whole history. */
const maxRead = 50_000;

/** The kinds of resources that events are about; all but entities may have records. */
const eventResources = ['entity', 'run'];

/** Creates the audit log: changes in the catalog, in runs and in automations, and what operators did. */
export function createAuditLog(
  {
    events,
    auditRecords,
  }: { events: Pick<Store['events'], 'before'>; auditRecords: Pick<Store['auditRecords'], 'before'> },
  orgId: string,
): AuditLog {
  const fromEvents = (after: string | null) =>
    scan(
      after,
      (before) => events.before(before, batchSize),
      ({ event }) => event.id,
      ({ event, chain, receivedAt }) => ({
        ...{ kind: 'event', id: event.id, at: receivedAt },
        entry: auditEntry({ event, runId: chain.at(-1) ?? null }),
      }),
    );
  const fromRecords = (after: string | null) =>
    scan(
      after,
      (before) => auditRecords.before(before, batchSize),
      ({ id }) => id,
      (record) => ({ kind: 'record', id: record.id, at: record.at, entry: recordEntry(record, orgId) }),
    );
  return async (filter, limit, cursor) => {
    const { resources, blueprint, entity, automation } = filter;
    const isNamed = [blueprint, entity].some((value) => value !== undefined);
    const wants = {
      events: automation === undefined && resources?.some((name) => eventResources.includes(name)) !== false,
      records: !isNamed && resources?.some((name) => name !== 'entity') !== false,
    };
    const position = readCursor(cursor);
    const begin = position.at;
    const audits: JsonObject[] = [];
    let read = 0;
    for await (const { entry, kind, id, at } of newestOf(
      wants.events ? fromEvents(position.event) : none(),
      wants.records ? fromRecords(position.record) : none(),
    )) {
      // Entries that are newer than the previous page belong before it.
      if (begin !== null && at > begin) continue;
      position[kind] = id;
      position.at = at;
      read += 1;
      if (isAudited(entry, filter)) audits.push(entry);
      if (audits.length === limit || read === maxRead) return { audits, next: writeCursor(position) };
    }
    return { audits, next: null };
  };
}

function writeCursor({ event, record, at }: AuditPosition): string {
  return Buffer.from(JSON.stringify([event, record, at])).toString('base64url');
}

function readCursor(cursor: string | null): AuditPosition {
  if (cursor === null) return { event: null, record: null, at: null };
  const [event, record, at] = partsOf(cursor);
  const isId = (value: unknown) => value === null || typeof value === 'string';
  if (!isId(event) || !isId(record) || typeof at !== 'number') {
    throw new AppError('invalid_content', 'cursor must be the value of next from the previous page');
  }
  return { event, record, at } as AuditPosition;
}

function partsOf(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

/** Reads rows newest first, a batch at a time. */
async function* scan<Row>(
  after: string | null,
  read: (before: string | null) => Promise<Row[]>,
  idOf: (row: Row) => string,
  timed: (row: Row) => Timed,
): AsyncGenerator<Timed> {
  let before = after;
  for (;;) {
    const rows = await read(before);
    for (const row of rows) yield timed(row);
    const last = rows.at(-1);
    if (rows.length < batchSize || last === undefined) return;
    before = idOf(last);
    // PGlite answers in microtasks: without yielding to the event loop, a long scan would block everything else.
    await setImmediate();
  }
}

async function* none(): AsyncGenerator<Timed> {}

/** Merges two sequences, each newest first. */
async function* newestOf(left: AsyncGenerator<Timed>, right: AsyncGenerator<Timed>): AsyncGenerator<Timed> {
  let [a, b] = [await left.next(), await right.next()];
  while (a.done !== true || b.done !== true) {
    if (b.done === true || (a.done !== true && a.value.at >= b.value.at)) {
      if (a.done !== true) yield a.value;
      a = await left.next();
    } else {
      yield b.value;
      b = await right.next();
    }
  }
}
