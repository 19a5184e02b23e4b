import { CompiledQuery } from 'kysely';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { startPostgres } from './postgres-server.ts';
import { openFreshDatabase } from './template.ts';

/** An engine that tests can open fresh databases on. */
export type Engine = {
  name: string;
  open(): Promise<{ db: Database; schema: string; close(): Promise<void> }>;
  stop(): Promise<void>;
};

/** Empties all of our tables and the queue's, which is faster than a new database. */
export async function emptyDatabase(db: Database, schema: string): Promise<void> {
  const { rows } = await db.executeQuery<{ name: string }>(
    CompiledQuery.raw(
      `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
       where (schemaname = current_schema() and tablename not like 'kysely%')
         or (schemaname = '${schema}_queue' and tablename = 'job')`,
    ),
  );
  await db.executeQuery(CompiledQuery.raw(`truncate ${rows.map(({ name }) => name).join(', ')}`));
}

/** PGlite, the embedded default. */
export async function pgliteEngine(): Promise<Engine> {
  return {
    name: 'PGlite',
    async open() {
      const db = await openFreshDatabase();
      return { db, schema: 'pgboss', close: () => db.destroy() };
    },
    async stop() {},
  };
}

/** A real Postgres, in a database of its own. */
export async function postgresEngine(): Promise<Engine & { url: string }> {
  const { url, stop } = await startPostgres();
  let count = 0;
  return {
    name: 'Postgres',
    url,
    async open() {
      const schema = `test_${++count}`;
      const db = await openDatabase({ url, schema });
      return {
        db,
        schema,
        async close() {
          await db.executeQuery(CompiledQuery.raw(`drop schema ${schema} cascade`));
          await db.destroy();
        },
      };
    },
    stop,
  };
}
