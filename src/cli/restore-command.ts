import { createReadStream, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { type Command, Option } from 'commander';
import { AppError } from '../core/error.ts';
import type { CliWorld } from './cli-world.ts';
import type { RestoreFacts } from './offline-work.ts';
import { type Format, formatOption } from './options.ts';
import { counted, createProgressLine, type ProgressLine } from './progress.ts';

type Options = { format: Format; dataDir?: string; replace?: boolean };

/** What to know about the client secret before the next start. */
const advice: Readonly<Record<RestoreFacts['secret'], string>> = {
  same: 'The client secret is the same as in the backup, so earlier tokens and sessions stay valid.',
  other:
    'The client secret here differs from the one in the backup, so earlier tokens and sessions will be refused. To keep them, set the earlier CLIENT_ID and CLIENT_SECRET before you start the service.',
  unknown:
    'Before you start the service, set its previous CLIENT_ID and CLIENT_SECRET, or copy client.json from its data folder; otherwise, earlier tokens and sessions are refused.',
  unused: '',
};

/** `restore` and `move`: put the data of a backup or an embedded database where a service can continue with it. */
export function addRestoreAndMove(program: Command, world: (near?: string) => CliWorld): void {
  command(program, 'restore', 'put a backup into an empty database, while no service runs on it')
    .argument('<file>', 'the backup; - reads standard input')
    .action(async (file: string, { replace = false, ...options }: Options) => {
      const here = world();
      const line = createProgressLine();
      // Standard input can be read only once; a restore that fails in the middle leaves nothing either.
      const proof = file === '-' ? undefined : openFile(file, line, 'checking');
      const compressed = openFile(file, line, 'restoring');
      const offline = await here.loadOffline();
      const place = { environment: here.environment, dataDir: options.dataDir };
      const facts = await offline
        .restore(place, { compressed, proof, replace }, () => {})
        .finally(() => line.end())
        .finally(() => [compressed, proof].map((one) => one?.destroy()));
      report(here, options, facts, `The backup of ${facts.at} is in ${facts.place}`);
    });

  command(program, 'move', 'move an embedded database to Postgres, while the service is stopped')
    .addOption(new Option('--to <url>', 'the Postgres database').env('DATABASE_URL').makeOptionMandatory())
    .action(async ({ to, replace = false, ...options }: Options & { to: string }) => {
      const here = world();
      const line = createProgressLine();
      const offline = await here.loadOffline();
      const place = { environment: here.environment, dataDir: options.dataDir };
      const facts = await offline.move(place, { url: to, replace }, line.tables('moving')).finally(() => line.end());
      report(here, options, facts, `Moved to ${facts.place}`);
      if (options.format === 'human') {
        here.print(
          'Start the service with DATABASE_URL, CLIENT_ID and CLIENT_SECRET; the folder is kept, but no service starts on it now.',
        );
      }
    });
}

function command(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('--data-dir <folder>', 'folder of the embedded database (default: DATA_DIR, else .data)')
    .option('--replace', 'replace the data in the target, if there is any')
    .addOption(formatOption('human', 'json'));
}

function report(here: CliWorld, { format }: Options, facts: RestoreFacts, done: string): void {
  if (format === 'json') {
    here.writeJson(facts);
    return;
  }
  here.print(`${done}: ${facts.rows.toLocaleString('en')} rows.`);
  if (facts.former !== null)
    here.print(`The previous data is in ${facts.former}; delete it when you no longer need it.`);
  here.printError(
    [
      'Calls that were waiting at that time are made after the start, with the same idempotency keys.',
      advice[facts.secret],
    ]
      .filter((sentence) => sentence !== '')
      .join('\n'),
  );
}

function openFile(file: string, line: ProgressLine, doing: string): Readable {
  if (file === '-') return process.stdin;
  let size: number;
  try {
    ({ size } = statSync(file));
  } catch (cause) {
    throw new AppError('not_found', `There is no file ${file}.`, { cause });
  }
  return counted(createReadStream(file), (read) => line.show(`${doing}: ${Math.floor((100 * read) / size)}%`));
}
