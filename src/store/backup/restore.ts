import { createHash } from 'node:crypto';
import { AppError } from '../../core/error.ts';
import { isObject, type Json } from '../../core/json.ts';
import type { Database } from '../database.ts';
import type { Queue } from '../queue.ts';
import type { Progress } from './backup.ts';
import { damaged, explainDamage, type Header, readHeader, type Trailer } from './backup-format.ts';
import { knownSchema, migrateOn, recreateTables } from './backup-schema.ts';
import { type Loader, loadJobs, loadRows } from './load-rows.ts';
import { linesIn } from './split-lines.ts';
import { tableKinds } from './table-kinds.ts';
import { readShapes, run, type TableShape } from './table-shapes.ts';
import { verifyBackup } from './verify.ts';

/** The facts about a restored backup. */
export type Restored = {
  header: Header;
  rows: number;
  jobs: number;
  /** Names of the client secrets with which the shared key of tokens and sessions is sealed. */
  sealedFor: string[];
};

/**
 * Replaces everything in a migrated database by a backup, in one transaction: all of it or, with the reason as an error,
 * nothing. An older backup is migrated to the schema of this version.
 */
export async function restoreBackup(
  db: Database,
  queue: Pick<Queue, 'put' | 'jobsTable'>,
  chunks: AsyncIterable<Buffer | string>,
  onProgress: (progress: Progress) => void = () => {},
): Promise<Restored> {
  try {
    return await db.transaction().execute(async (tx) => {
      const lines = linesIn(chunks);
      const hash = createHash('sha256');
      const first = await lines.next();
      if (first.done) throw damaged('it is empty');
      const header = readHeader(parseLine(first.value), knownSchema);
      hash.update(first.value).update('\n');
      await recreateTables(tx, header.schema);
      await run(tx, `delete from ${queue.jobsTable}`);
      const shapes = await readShapes(tx);
      const counts: Record<string, number> = {};
      let loader: Loader | null = null;
      const close = async () => {
        if (loader !== null) counts[loader.name] = await loader.end();
      };
      for await (const line of lines) {
        const value = parseLine(line);
        if (isObject(value) && isObject(value.end)) {
          await close();
          const { end } = value as unknown as Trailer;
          if (hash.digest('hex') !== end.sha256) throw damaged('its content does not match its checksum');
          if (!(await lines.next()).done) throw damaged('there is data after its end');
          await setSequences(tx, shapes, end.sequences);
          await migrateOn(tx, header.schema);
          const keys = await tx.selectFrom('access_keys').select('sealed_for').execute();
          const { jobs = 0, ...tables } = counts;
          const rows = Object.values(tables).reduce((sum, count) => sum + count, 0);
          return { header, rows, jobs, sealedFor: keys.map((key) => key.sealed_for) };
        }
        hash.update(line).update('\n');
        if (Array.isArray(value)) {
          if (loader === null) throw damaged('a row belongs to no table');
          await loader.add(value, line.length);
        } else {
          await close();
          loader = openSection(tx, queue, shapes, value);
          onProgress({ table: loader.name, rows: 0 });
        }
      }
      throw damaged('its end is missing');
    });
  } catch (error) {
    throw nothingRestored(error);
  }
}

/** Throws an error if a backup cannot be restored, as far as that is known without a database. */
export async function requireRestorable(chunks: AsyncIterable<Buffer | string>): Promise<void> {
  await verifyBackup(chunks, knownSchema).catch((error: unknown) => {
    throw nothingRestored(error);
  });
}

function nothingRestored(error: unknown): unknown {
  const known = explainDamage(error);
  if (!(known instanceof AppError)) return known;
  return new AppError(known.code, `${known.message} Nothing was restored.`, { cause: known });
}

function openSection(
  tx: Database,
  queue: Pick<Queue, 'put'>,
  shapes: ReadonlyMap<string, TableShape>,
  line: Json,
): Loader {
  if (isObject(line) && Array.isArray(line.jobs)) return loadJobs(tx, queue);
  const { table, columns } = isObject(line) ? line : {};
  const shape = Object.hasOwn(tableKinds, String(table)) ? shapes.get(String(table)) : undefined;
  if (shape === undefined || !Array.isArray(columns)) throw damaged(`it has an unknown part ${JSON.stringify(table)}`);
  return loadRows(tx, shape, columns.map(String));
}

async function setSequences(
  tx: Database,
  shapes: ReadonlyMap<string, TableShape>,
  sequences: Trailer['end']['sequences'],
): Promise<void> {
  for (const { table, columns } of shapes.values()) {
    for (const { name, sequence } of columns) {
      const state = sequences[`${table}.${name}`];
      if (sequence === null || state === undefined) continue;
      await run(tx, 'select setval($1::regclass, $2::text::bigint, $3::boolean)', [sequence, state.last, state.called]);
    }
  }
}

function parseLine(line: Buffer): Json {
  try {
    return JSON.parse(line.toString('utf8')) as Json;
  } catch (error) {
    throw damaged('a line is not JSON', error);
  }
}
