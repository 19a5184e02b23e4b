import { resolve } from 'node:path';
import type { Command } from 'commander';
import { countIssues } from '../checkout/check-workspace.ts';
import { repositoryPath } from '../checkout/workspace.ts';
import { runBacktest } from '../client/server/backtest-client.ts';
import type { Backtest, BacktestDifference } from '../core/match/backtest.ts';
import { countText, grouped } from '../report/plurals.ts';
import { checkPaths, defaultFolder, defaultPath } from './check-paths.ts';
import { type CliWorld, repositoryName } from './cli-world.ts';
import { type Format, formatOption, repositoryOption, serverOf, serverOption, wholeNumber } from './options.ts';
import { printIssues } from './print-check.ts';

type Options = { format: Format; serverUrl?: string; repository?: string; events?: number };

/** How many events are tried by default, and how long that may take, ms. */
const [defaultEvents, maxDurationMs] = [1_000, 10 * 60 * 1000];

/** `backtest`: shows what definitions would have done on the events that a service has recorded. */
export function addBacktest(program: Command, world: (near?: string) => CliWorld): void {
  program
    .command('backtest')
    .description('show what definitions would have done on recorded events')
    .argument('[path]', `folder or file of definitions (default: ${defaultPath}/)`)
    .addOption(formatOption('human', 'json'))
    .addOption(serverOption())
    .addOption(repositoryOption())
    .option('--events <number>', 'how many of the newest events to try (default: 1000)', wholeNumber)
    .action(async (given: string | undefined, { format, serverUrl, repository, events }: Options) => {
      const here = world(given);
      const server = serverOf(serverUrl, here.environment);
      const path = given ?? defaultFolder(here.root);
      const check = await checkPaths(here, [path], repository);
      const errors = check.issues.filter(({ severity }) => severity === 'error');
      if (errors.length > 0) {
        printIssues({ ...here, print: here.printError }, errors, check);
        here.printError(`Nothing was tried: ${countText(check.issues)}.`);
        process.exitCode = countIssues(check.issues).error > 0 ? 1 : 0;
        return;
      }
      const source = repository ?? repositoryName(here.root, here.environment);
      const result = await runBacktest(
        server,
        {
          definitions: check.definitions.map(({ file, automation }) => ({ file, automation })),
          path: repositoryPath(here.root, resolve(path)),
          ...(source !== null && { source }),
          events: events ?? defaultEvents,
          until: Date.now() + maxDurationMs,
        },
        (tried) => here.printError(`${grouped(tried)} events …`),
      );
      if (format === 'json') here.writeJson(result);
      else printResult(here, result);
    });
}

function printResult({ print, paint }: CliWorld, { events, from, to, automations, stopped }: Backtest): void {
  if (events === 0) {
    print('The service has not recorded any events yet, so there is nothing to try.');
    return;
  }
  const rows = automations.map(({ automation, wouldFire, fired, onlyNow, noLonger, errors }) =>
    [automation, wouldFire, fired, onlyNow.count, noLonger.count, errors].map(String),
  );
  const table = [['automation', 'would fire', 'fired', 'only now', 'no longer', 'fails'], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const [line, row] of table.entries()) {
    const [name = '', ...numbers] = row;
    const cells = numbers.map((text, column) => text.padStart(widths[column + 1] ?? 0));
    const text = [name.padEnd(widths[0] ?? 0), ...cells].join('  ');
    print(line === 0 ? paint('faint', text) : text);
  }
  for (const { automation, onlyNow, noLonger } of automations) {
    if (onlyNow.count > 0) print(`${paint('good', '+')} ${automation} only now: ${eventsText(onlyNow)}`);
    if (noLonger.count > 0) print(`${paint('error', '-')} ${automation} no longer: ${eventsText(noLonger)}`);
  }
  print(
    `${events} ${events === 1 ? 'event' : 'events'} from ${from} to ${to}; nothing was changed and nothing was called.`,
  );
  if (stopped !== null) print(`Older events were left out: ${stopped}`);
}

function eventsText({ count, events }: BacktestDifference): string {
  return `${events.join(', ')}${count > events.length ? ` and ${count - events.length} more` : ''}`;
}
