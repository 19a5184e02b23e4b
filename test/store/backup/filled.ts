import { CompiledQuery } from 'kysely';
import { readShapes } from '../../../src/store/backup/table-shapes.ts';
import type { Database } from '../../../src/store/database.ts';
import { quoteIdentifier } from '../../../src/store/postgres.ts';

/** A value of each type that is easily changed on its way. */
const samples: Readonly<Record<string, (n: number) => string>> = {
  text: (n) => `text ${n} "quoted" \\ {curly, null}\n\t\u2028 é 🚀`,
  json: (n) => `{"b": ${n},  "a": "nul \\u0000", "large": 12345678901234567890}`,
  'timestamp with time zone': (n) => `2026-03-29T01:30:00.12345${n}+02:00`,
  integer: (n) => String(-n),
  bigint: (n) => String(2 ** 40 + n),
  boolean: (n) => String(n % 2 === 0),
};

/** Fills every table with two rows, in whose second what may be null is null. */
export async function fillTables(db: Database, tables: readonly string[]): Promise<void> {
  const { rows: nullable } = await db.executeQuery<{ name: string }>(
    CompiledQuery.raw(`select table_name || '.' || column_name as name from information_schema.columns
      where table_schema = current_schema() and is_nullable = 'YES'`),
  );
  const mayBeNull = new Set(nullable.map(({ name }) => name));
  for (const { table, columns } of (await readShapes(db)).values()) {
    if (!tables.includes(table)) continue;
    const values = [1, 2].map((n) => {
      const row = columns.map(({ name, type }) => {
        if (n === 2 && mayBeNull.has(`${table}.${name}`)) return 'null';
        const sample = samples[type];
        if (sample === undefined) throw new Error(`There is no sample of the type ${type}`);
        return `'${sample(n)}'::${type}`;
      });
      return `(${row.join(', ')})`;
    });
    const names = columns.map(({ name }) => quoteIdentifier(name)).join(', ');
    await db.executeQuery(CompiledQuery.raw(`insert into ${quoteIdentifier(table)} (${names}) values ${values}`));
  }
}

/** Every row of every table as text, by table. */
export async function contentOf(db: Database): Promise<Record<string, string[]>> {
  const content: Record<string, string[]> = {};
  for (const table of [...(await readShapes(db)).keys()].sort()) {
    if (table.startsWith('kysely')) continue;
    const { rows } = await db.transaction().execute(async (tx) => {
      await tx.executeQuery(CompiledQuery.raw('set local timezone = UTC'));
      return tx.executeQuery<{ row: string }>(
        CompiledQuery.raw(`select r::text as row from ${quoteIdentifier(table)} r order by r::text collate "C"`),
      );
    });
    content[table] = rows.map(({ row }) => row);
  }
  return content;
}
