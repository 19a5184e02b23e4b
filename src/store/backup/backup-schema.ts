import type { Migration } from 'kysely';
import type { Database } from '../database.ts';
import { migrations } from '../migrations/index.ts';
import { quoteIdentifier } from '../postgres.ts';
import { tableKinds } from './table-kinds.ts';
import { readShapes, run } from './table-shapes.ts';

/** The names of all migrations of this version, in their order. */
export const knownSchema: readonly string[] = Object.keys(migrations).sort();

/** Removes all of our tables and recreates them, empty, as they were after these migrations; in a transaction. */
export async function recreateTables(tx: Database, schema: readonly string[]): Promise<void> {
  const shapes = await readShapes(tx);
  const ours = Object.keys(tableKinds).filter((name) => shapes.has(name));
  if (ours.length > 0) await run(tx, `drop table ${ours.map(quoteIdentifier).join(', ')}`);
  await run(tx, 'delete from kysely_migration');
  await migrateBy(tx, schema);
}

/** Runs the migrations of this version that come after these ones; in a transaction. */
export async function migrateOn(tx: Database, schema: readonly string[]): Promise<void> {
  await migrateBy(
    tx,
    knownSchema.filter((name) => !schema.includes(name)),
  );
}

async function migrateBy(tx: Database, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await (migrations[name] as Migration).up(tx);
    await run(tx, 'insert into kysely_migration (name, timestamp) values ($1, $2)', [name, new Date().toISOString()]);
  }
}
