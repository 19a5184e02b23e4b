import { createHash } from 'node:crypto';
import type { Database } from '../database.ts';
import { quoteIdentifier } from '../postgres.ts';
import { headerOf, type JobsLine, type TableLine, type Trailer } from './backup-format.ts';
import { tableKinds } from './table-kinds.ts';
import { readLines, readShapes, run, type TableShape } from './table-shapes.ts';

/** The progress of a backup or a restore: the table, or `jobs`, and its rows so far. */
export type Progress = { table: string; rows: number };

/** The facts for the header of a backup, the table of the queue's jobs, and a callback for the progress. */
export type BackupOptions = {
  program: string;
  /** ms since the epoch. */
  at: number;
  jobsTable: string;
  onProgress?: ((progress: Progress) => void) | undefined;
};

/** Writes a snapshot of the database in the backup format, in one read-only transaction. */
export async function* backupText(db: Database, options: BackupOptions): AsyncGenerator<string> {
  const tx = await db.startTransaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute();
  const hash = createHash('sha256');
  try {
    const sections = sectionsOf(tx, options);
    let section = await sections.next();
    for (; !section.done; section = await sections.next()) {
      hash.update(section.value);
      yield section.value;
    }
    const trailer: Trailer = { end: { ...section.value, sha256: hash.digest('hex') } };
    yield `${JSON.stringify(trailer)}\n`;
  } finally {
    // Nothing was written. A connection that broke has no transaction any more.
    await tx
      .rollback()
      .execute()
      .catch(() => {});
  }
}

/** Everything but the trailer, which is made of what it returns. */
async function* sectionsOf(
  tx: Database,
  { program, at, jobsTable, onProgress = () => {} }: BackupOptions,
): AsyncGenerator<string, Omit<Trailer['end'], 'sha256'>> {
  // The text of a time depends on both.
  await run(tx, 'set local timezone = UTC');
  await run(tx, 'set local datestyle = ISO');
  const shapes = await readShapes(tx);
  const kept = Object.entries(tableKinds).flatMap(([name, kind]) =>
    kind === 'process' ? [] : (shapes.get(name) ?? []),
  );
  const header = headerOf({ schema: await readSchema(tx), program, at: new Date(at).toISOString() });
  yield `${JSON.stringify(header)}\n`;

  const rows: Record<string, number> = {};
  for (const shape of kept) {
    const columns = shape.columns.map(({ name }) => name);
    yield `${JSON.stringify({ table: shape.table, columns } satisfies TableLine)}\n`;
    rows[shape.table] = yield* linesOf(tx, shape.table, rowsQuery(shape), onProgress);
  }
  yield `${JSON.stringify({ jobs: ['kind', 'runId', 'at'] } satisfies JobsLine)}\n`;
  const hasJobs = (await run<{ found: boolean }>(tx, 'select to_regclass($1) is not null as found', [jobsTable]))[0];
  // Those in progress too: their process may never finish them.
  const jobs = `select json_build_array(name, data ->> 'runId', (data ->> 'at')::bigint)::text as line
    from ${jobsTable} where state < 'completed'`;
  return {
    rows,
    jobs: hasJobs?.found === true ? yield* linesOf(tx, 'jobs', jobs, onProgress) : 0,
    sequences: await readSequences(tx, kept),
  };
}

async function* linesOf(
  tx: Database,
  table: string,
  query: string,
  onProgress: (progress: Progress) => void,
): AsyncGenerator<string, number> {
  let rows = 0;
  onProgress({ table, rows });
  for await (const lines of readLines(tx, query)) {
    yield `${lines.join('\n')}\n`;
    rows += lines.length;
    onProgress({ table, rows });
  }
  return rows;
}

function rowsQuery({ table, columns }: TableShape): string {
  const texts = columns.map(({ name }) => `${quoteIdentifier(name)}::text`);
  return `select array_to_json(array[${texts.join(', ')}])::text as line from ${quoteIdentifier(table)}`;
}

/** The names of the migrations that the database has. */
export async function readSchema(db: Database): Promise<string[]> {
  return (await run<{ name: string }>(db, 'select name from kysely_migration order by name collate "C"')).map(
    ({ name }) => name,
  );
}

async function readSequences(tx: Database, shapes: readonly TableShape[]): Promise<Trailer['end']['sequences']> {
  const found: Record<string, { last: string; called: boolean }> = {};
  for (const { table, columns } of shapes) {
    for (const { name, sequence } of columns) {
      if (sequence === null) continue;
      const state = `select last_value::text as last, is_called as called from ${sequence}`;
      for (const row of await run<{ last: string; called: boolean }>(tx, state)) found[`${table}.${name}`] = row;
    }
  }
  return found;
}
