import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { download } from '../client/server/download.ts';
import { AppError } from '../core/error.ts';
import type { CliWorld } from './cli-world.ts';
import { type Format, formatOption, serverOf, serverOption } from './options.ts';
import { counted, createProgressLine, type ProgressLine } from './progress.ts';

type Options = { format: Format; serverUrl?: string; dataDir?: string };

/** How long to wait for an answer from a service on this machine, ms. */
const answerTimeoutMs = 2_000;

/** `backup`: everything in the database, as one file, from a running service or, while it is stopped, from its database. */
export function addBackup(program: Command, world: (near?: string) => CliWorld): void {
  program
    .command('backup')
    .description('write everything in the database to a file, while the service runs or not')
    .argument('[file]', 'where to write it; - is standard output (default: a name with the time)')
    .option('--data-dir <folder>', 'folder of the embedded database (default: DATA_DIR, else .data)')
    .addOption(formatOption('human', 'json'))
    .addOption(serverOption())
    .action(async (given: string | undefined, options: Options) => {
      const here = world();
      const file =
        given ?? `catalog-automations-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}Z.backup.gz`;
      if (file !== '-' && existsSync(file)) {
        throw new AppError('conflict', `${file} already exists. Choose another file, or remove it.`);
      }
      const line = createProgressLine();
      const source = await openSource(here, options, line).finally(() => line.end());
      try {
        if (file === '-') await pipeline(source.body, process.stdout, { end: false });
        else await writeAndVerify(here, source.body, file, options.format, line);
      } finally {
        line.end();
        await source.close();
      }
    });
}

async function openSource(
  { environment, loadOffline, printError }: CliWorld,
  { serverUrl, dataDir, format }: Options,
  line: ProgressLine,
): Promise<{ body: Readable; close(): Promise<void> }> {
  const place = { environment, dataDir };
  const offline = await loadOffline();
  const folder = offline.folderOf(place);
  const address = serverUrl ?? (folder === null ? null : await runningIn(folder));
  if (address === null) return offline.backup(place, line.tables('reading'));
  if (serverUrl === undefined && format === 'human')
    printError(`The service at ${address} is running and makes the backup.`);
  const client = folder === null ? environment : { ...environment, DATA_DIR: folder };
  const { body, size } = await download(serverOf(address, client), '/v1/backup');
  const of = size === null ? '' : ` of ${megabytes(size)}`;
  const shown = counted(body, (received) => line.show(`receiving ${megabytes(received)}${of}`));
  return { body: shown, close: async () => {} };
}

/** The address of the service that runs on a data folder; null when it is stopped. */
async function runningIn(folder: string): Promise<string | null> {
  try {
    const address = readFileSync(join(folder, 'address'), 'utf8').trim();
    const { ok } = await fetch(`${address}/healthz`, { signal: AbortSignal.timeout(answerTimeoutMs) });
    return ok ? address : null;
  } catch {
    // No service ever ran there, or none is listening now. A live service would still hold the lock of the folder.
    return null;
  }
}

/** Writes a backup under a temporary name until it is complete, and reads it back. */
async function writeAndVerify(here: CliWorld, body: Readable, file: string, format: Format, line: ProgressLine) {
  const partial = `${file}${unfinished}`;
  await removeStale(dirname(file));
  try {
    await pipeline(body, createWriteStream(partial, { mode: 0o600 }));
    line.show('verifying');
    const facts = await (await here.loadOffline()).verify(createReadStream(partial));
    await rename(partial, file);
    line.end();
    if (format === 'json') return here.writeJson({ file, ...facts });
    here.print(`${file}: ${facts.rows.toLocaleString('en')} rows of ${facts.at}, complete.`);
    here.printError(
      'It contains all data but no client secret, so also keep CLIENT_ID and CLIENT_SECRET, or client.json from the data folder.',
    );
  } catch (error) {
    await rm(partial, { force: true });
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    const message = `The disk is full, so ${file} was not written. Free some space, or choose a file on another disk.`;
    throw new AppError('unavailable', message, { cause: error });
  }
}

/** The suffix of a backup that is not complete. */
const unfinished = '.partial';

/** How long an incomplete backup must not have grown to be considered left by a killed process, ms. */
const staleAfter = 60 * 60_000;

/** Removes incomplete backups that killed processes left in a folder. */
async function removeStale(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => one.startsWith('catalog-automations-') && one.endsWith(unfinished))) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > staleAfter) await rm(path, { force: true });
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
