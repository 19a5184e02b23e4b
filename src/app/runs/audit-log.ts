import { setImmediate } from 'node:timers/promises';
import { type AuditFilter, auditEntry, isAudited, recordEntry } from '../../core/event/audit.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Store } from '../../store/store.ts';

/** Returns the newest entries that match a filter, at most `limit`. */
export type AuditLog = (filter: AuditFilter, limit: number) => Promise<JsonObject[]>;

/** An entry with its time, ms since the epoch. */
type Timed = { at: number; entry: JsonObject };

/** How many rows are read at once. */
const batchSize = 500;

/** How many rows of each kind one request scans: a filter without matches must not read the whole history. */
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
  const fromEvents = () =>
    scan(
      (before) => events.before(before, batchSize),
      ({ event }) => event.id,
      ({ event, chain, receivedAt }) => ({ at: receivedAt, entry: auditEntry({ event, runId: chain.at(-1) ?? null }) }),
    );
  const fromRecords = () =>
    scan(
      (before) => auditRecords.before(before, batchSize),
      ({ id }) => id,
      (record) => ({ at: record.at, entry: recordEntry(record, orgId) }),
    );
  return async (filter, limit) => {
    const { resources, blueprint, entity, automation } = filter;
    const isNamed = [blueprint, entity].some((value) => value !== undefined);
    const wants = {
      events: automation === undefined && resources?.some((name) => eventResources.includes(name)) !== false,
      records: !isNamed && resources?.some((name) => name !== 'entity') !== false,
    };
    const found: JsonObject[] = [];
    for await (const { entry } of newestOf(
      wants.events ? fromEvents() : none(),
      wants.records ? fromRecords() : none(),
    )) {
      if (!isAudited(entry, filter)) continue;
      found.push(entry);
      if (found.length === limit) break;
    }
    return found;
  };
}

/** Reads rows newest first, a batch at a time. */
async function* scan<Row>(
  read: (before: string | null) => Promise<Row[]>,
  idOf: (row: Row) => string,
  timed: (row: Row) => Timed,
): AsyncGenerator<Timed> {
  let before: string | null = null;
  for (let count = 0; count < maxRead; count += batchSize) {
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
