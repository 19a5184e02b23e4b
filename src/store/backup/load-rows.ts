import type { Json } from '../../core/json.ts';
import type { Database } from '../database.ts';
import { quoteIdentifier } from '../postgres.ts';
import type { JobInput, Queue } from '../queue.ts';
import { damaged } from './backup-format.ts';
import { run, type TableShape } from './table-shapes.ts';

/** How much one statement writes: characters, and rows. */
const batch = { size: 1024 * 1024, rows: 1_000 };

/** Takes the rows of one section, and writes them in batches. */
export type Loader = { name: string; add(row: readonly Json[], size: number): Promise<void>; end(): Promise<number> };

/** Loads the rows of a table with these columns. */
export function loadRows(tx: Database, shape: TableShape, columns: readonly string[]): Loader {
  const types = columns.map((column) => {
    const found = shape.columns.find(({ name }) => name === column);
    if (found === undefined) throw damaged(`the table ${shape.table} has no column ${JSON.stringify(column)}`);
    return found.type;
  });
  const list = (each: (column: string, index: number) => string) => columns.map(each).join(', ');
  const statement = `insert into ${quoteIdentifier(shape.table)} (${list(quoteIdentifier)})
    select ${list((_, index) => `c${index}::${types[index]}`)}
    from unnest(${list((_, index) => `$${index + 1}::text[]`)}) as input(${list((_, index) => `c${index}`)})`;
  return inBatches(shape.table, columns.length, async (rows) => {
    await run(
      tx,
      statement,
      columns.map((_, index) => rows.map((row) => row[index] ?? null)),
    );
  });
}

/** Puts jobs back into the queue. */
export function loadJobs(tx: Database, queue: Pick<Queue, 'put'>): Loader {
  return inBatches('jobs', 3, (rows) => queue.put(rows.map(readJob), tx));
}

function readJob([kind, runId, at]: readonly Json[]): JobInput {
  if ((kind !== 'invoke' && kind !== 'follow') || typeof runId !== 'string') throw damaged('a job is not a job');
  return { kind, runId, ...(typeof at === 'number' && { at }) };
}

function inBatches(name: string, width: number, write: (rows: (readonly Json[])[]) => Promise<void>): Loader {
  let rows: (readonly Json[])[] = [];
  let held = 0;
  let count = 0;
  const flush = async (): Promise<void> => {
    const full = rows;
    rows = [];
    held = 0;
    if (full.length > 0) await write(full);
  };
  return {
    name,
    async add(row, size) {
      if (row.length !== width) throw damaged(`a row of ${name} has ${row.length} values instead of ${width}`);
      rows.push(row);
      count++;
      held += size;
      if (held >= batch.size || rows.length >= batch.rows) await flush();
    },
    async end() {
      await flush();
      return count;
    },
  };
}
