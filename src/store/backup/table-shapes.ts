import { CompiledQuery } from 'kysely';
import type { Database } from '../database.ts';

/** How much one batch of rows should hold, in characters, and the most rows in it. */
const batch = { size: 1024 * 1024, rows: 1_000 };

/** A table's name and columns. */
export type TableShape = { table: string; columns: readonly Column[] };

/** A column: its name and type, and the sequence that numbers it, if one does. */
export type Column = { name: string; type: string; sequence: string | null };

/** Runs one statement; the rows are as its text says. */
export async function run<T>(db: Database, text: string, values: readonly unknown[] = []): Promise<T[]> {
  return (await db.executeQuery<T>(CompiledQuery.raw(text, [...values]))).rows;
}

/** The tables of our schema, with their columns in order. */
export async function readShapes(db: Database): Promise<Map<string, TableShape>> {
  const rows = await run<{ table: string } & Column>(
    db,
    `select relname::text as "table", attname::text as name, format_type(atttypid, atttypmod) as type,
       pg_get_serial_sequence(quote_ident(relname), attname) as sequence
     from pg_attribute join pg_class on pg_class.oid = attrelid
     where relnamespace = current_schema()::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped
     order by relname, attnum`,
  );
  const shapes = new Map<string, { table: string; columns: Column[] }>();
  for (const { table, ...column } of rows) {
    const shape = shapes.get(table) ?? { table, columns: [] };
    shape.columns.push(column);
    shapes.set(table, shape);
  }
  return shapes;
}

/**
 * Reads a query's only column, `line`, in batches that stay small however large the rows are. Only inside a transaction,
 * and one query at a time.
 */
export async function* readLines(tx: Database, query: string): AsyncGenerator<string[]> {
  await run(tx, `declare backup_rows no scroll cursor for ${query}`);
  for (let count = 16; ; ) {
    const rows = await run<{ line: string }>(tx, `fetch forward ${count} from backup_rows`);
    if (rows.length === 0) break;
    const lines = rows.map(({ line }) => line);
    yield lines;
    const size = lines.reduce((sum, line) => sum + line.length, 0);
    // Growing slowly: large rows may follow small ones.
    count = Math.max(1, Math.min(batch.rows, count * 2, Math.floor((lines.length * batch.size) / size)));
  }
  await run(tx, 'close backup_rows');
}
