import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { nameOfSecret } from './app/access/shared-key.ts';
import { readConfig } from './app/config/config.ts';
import { secretFilesOf } from './app/config/live-secrets.ts';
import { type VariableName, variables } from './app/config/variables.ts';
import { startProblem } from './app/start/start-problem.ts';
import type { DatabasePlace, Offline, RestoreFacts } from './cli/offline-work.ts';
import { AppError } from './core/error.ts';
import { parseObject } from './core/json.ts';
import { moveToPostgres, requireDatabase } from './store/backup/move.ts';
import { openUnmigrated } from './store/backup/open.ts';
import type { Restored } from './store/backup/restore.ts';
import { restoreIntoFolder, restoreIntoPostgres } from './store/backup/restore-into.ts';
import { streamBackup, unpacked } from './store/backup/stream.ts';
import { verifyBackup } from './store/backup/verify.ts';
import type { DatabaseOptions } from './store/database.ts';
import { freeSpace } from './store/free-space.ts';
import { lockDirectory } from './store/lock.ts';
import type { PostgresOptions } from './store/postgres.ts';
import { jobsTableOf, queueOf } from './store/queue.ts';

// The command line's work on a database while no service runs on it. It is a separate bundle, so that the other
// commands start without the database code.

/** Composes the work on databases for the command line. */
export const offline: Offline = {
  folderOf(place) {
    const where = databaseOf(place);
    return 'directory' in where ? where.directory : null;
  },

  examine(environment) {
    try {
      const { database } = readConfig({ ...environment, ...secretFilesOf(environment).values });
      return { problems: [], freeBytes: 'directory' in database ? freeSpace(database.directory) : null };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const [head = '', ...problems] = error.message.split('\n');
      return { problems: problems.length === 0 ? [head] : problems.map((line) => line.slice(2)), freeBytes: null };
    }
  },

  backup: (place, onProgress) =>
    explained(async () => {
      const where = databaseOf(place);
      if ('directory' in where) requireDatabase(where.directory);
      const unlock = 'directory' in where ? await lockDirectory(where.directory) : async () => {};
      try {
        const db = await openUnmigrated(where);
        const jobsTable = jobsTableOf(queueOf('directory' in where ? 'public' : where.schema));
        const body = streamBackup(db, { program: packageJson.version, at: Date.now(), jobsTable, onProgress });
        return { body, close: () => db.destroy().finally(unlock) };
      } catch (error) {
        await unlock();
        throw error;
      }
    }),

  async verify(compressed) {
    const { header, rows } = await verifyBackup(unpacked(compressed));
    return { at: header.at, program: header.program, rows };
  },

  restore: (place, { compressed, proof, replace }, onProgress) =>
    explained(async () => {
      const where = databaseOf(place);
      const options = { from: unpacked(compressed), proof: proof && unpacked(proof), replace, onProgress };
      if ('url' in where) return factsOf(place, await restoreIntoPostgres(where, options), nameOf(where));
      const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
      const restored = await restoreIntoFolder(where.directory, stamp, options);
      return factsOf(place, restored, where.directory, restored.former);
    }),

  move: (place, { url, replace }, onProgress) =>
    explained(async () => {
      const { directory } = embeddedOf(place);
      const target = { url: checked('DATABASE_URL', url), schema: variableOf(place, 'DATABASE_SCHEMA') };
      const options = { replace, onProgress, program: packageJson.version, now: Date.now };
      return factsOf(place, await moveToPostgres(directory, target, options), nameOf(target));
    }),
};

function databaseOf(place: DatabasePlace): DatabaseOptions & ({ directory: string } | { url: string; schema: string }) {
  const url = variableOf(place, 'DATABASE_URL');
  if (url === '' || place.dataDir !== undefined) return embeddedOf(place);
  return { url, schema: variableOf(place, 'DATABASE_SCHEMA') };
}

function embeddedOf(place: DatabasePlace): { directory: string } {
  return { directory: place.dataDir ?? variableOf(place, 'DATA_DIR') };
}

function variableOf({ environment }: DatabasePlace, name: VariableName): string {
  const text = secretFilesOf(environment).values[name] ?? environment[name]?.trim();
  return text ? checked(name, text) : (variables[name]?.default ?? '');
}

function checked(name: VariableName, text: string): string {
  const problem = variables[name]?.check?.(text);
  if (problem !== undefined) throw new AppError('invalid_request', `${name} ${problem}.`);
  return text;
}

/** Describes a database on a server for people, without its password. */
function nameOf({ url, schema }: PostgresOptions): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}, schema ${schema}`;
}

async function factsOf(
  place: DatabasePlace,
  { header, rows, sealedFor }: Restored,
  name: string,
  former: string | null = null,
): Promise<RestoreFacts> {
  const secret = variableOf(place, 'CLIENT_SECRET') || (await savedSecret(embeddedOf(place).directory));
  const known = secret === null ? 'unknown' : sealedFor.includes(nameOfSecret(secret)) ? 'same' : 'other';
  const { at, program } = header;
  return { at, program, rows, place: name, former, secret: sealedFor.length === 0 ? 'unused' : known };
}

/** The client secret that an embedded service has saved in its folder. */
async function savedSecret(directory: string): Promise<string | null> {
  const text = await readFile(join(directory, 'client.json'), 'utf8').catch(() => '');
  const { secret } = parseObject(text) ?? {};
  return typeof secret === 'string' ? secret : null;
}

/**
 * Runs work whose failures an operator can fix, such as a server that does not answer, and reports them as sentences.
 */
async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const sentence = error instanceof AppError ? null : startProblem(error);
    if (sentence === null) throw error;
    throw new AppError('unavailable', sentence.replace('The service cannot start', 'The database cannot be used'), {
      cause: error,
    });
  }
}
