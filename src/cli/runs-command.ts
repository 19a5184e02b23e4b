import { type Command, Option } from 'commander';
import { awaitRun } from '../client/server/await-runs.ts';
import { callServer, type Server } from '../client/server/call.ts';
import { AppError } from '../core/error.ts';
import { isObject, type JsonObject, valueAt } from '../core/json.ts';
import { redactText } from '../core/secrets/redact-text.ts';
import type { RunRow } from '../core/views/run-view.ts';
import { awaitBulk, bulkLine } from './bulk.ts';
import type { CliWorld } from './cli-world.ts';
import { filtered, type Given, runFilters } from './filter-options.ts';
import { formatOption, queryOf, type ServerOptions, serverOf, serverOption, wholeNumber } from './options.ts';
import { createWaitingLine } from './waiting-line.ts';

type RunFilterOptions = Given<typeof runFilters>;

const path = (id: string, what = '') => `/v1/actions/runs/${encodeURIComponent(id)}${what}`;

/** `runs`: lists, shows, retries and cancels runs. */
export function addRuns(program: Command, world: (near?: string) => CliWorld): void {
  const runs = program.command('runs').description('list, show, retry and cancel runs');
  addList(runs, world);
  runs
    .command('show')
    .description('show a run with its attempts and its log')
    .argument('<id>', 'the run')
    .addOption(formatOption('human', 'json'))
    .addOption(serverOption())
    .action(async (id: string, { format, serverUrl }: ServerOptions) => {
      const here = world();
      const server = serverOf(serverUrl, here.environment);
      const { run } = await callServer(server, path(id));
      const { runLogs = [] } = await callServer(server, path(id, '/logs'));
      if (format === 'json') here.writeJson({ run, runLogs } as object);
      else printRun(here, isObject(run) ? run : {}, Array.isArray(runLogs) ? runLogs.filter(isObject) : []);
    });
  for (const verb of ['retry', 'cancel'] as const) addChange(runs, world, verb);
}

function addList(runs: Command, world: () => CliWorld): void {
  filtered(runs.command('list').description('list runs, newest first'), runFilters)
    .option('--limit <number>', 'how many at most, up to 200 (default: 50)', wholeNumber)
    .addOption(formatOption('human', 'json'))
    .addOption(serverOption())
    .action(
      async ({ format, serverUrl, limit = 50, ...filter }: ServerOptions & RunFilterOptions & { limit?: number }) => {
        const here = world();
        const query = queryOf({ ...filter, limit });
        const answer = await callServer(serverOf(serverUrl, here.environment), `/v1/lists/runs?${query}`);
        const rows = (Array.isArray(answer.runs) ? answer.runs : []) as unknown as RunRow[];
        if (format === 'json') here.writeJson({ runs: rows, next: answer.next ?? null });
        else if (rows.length === 0) here.print('No run matches.');
        else for (const row of rows) here.print(rowLine(here, row));
      },
    );
}

type RunChangeOptions = ServerOptions &
  RunFilterOptions & { as?: string; dryRun?: boolean; wait: boolean; timeout?: number };

function addChange(runs: Command, world: () => CliWorld, verb: 'retry' | 'cancel'): void {
  const does = verb === 'retry' ? 'attempt waiting runs now, and repeat ended ones' : 'cancel runs that have not ended';
  const command = filtered(runs.command(verb).description(`${does}; by id, or all that match a filter`), runFilters)
    .argument('[ids...]', 'the runs')
    .option('--dry-run', 'only count the runs that match')
    .option('--no-wait', 'do not wait until it is done')
    .option('--timeout <seconds>', 'how long to wait (default: 60 for one run, else until it is done)', wholeNumber)
    .addOption(formatOption('human', 'json'))
    .addOption(serverOption());
  if (verb === 'retry') {
    const as = new Option('--as <key>', 'same: with the original idempotency key; new: as a separate call');
    command.addOption(as.choices(['same', 'new']).default('same'));
  }
  command.action(async (ids: string[], options: RunChangeOptions) => {
    const { format, serverUrl, dryRun, wait, timeout, as, ...filter } = options;
    const here = world();
    const server = serverOf(serverUrl, here.environment);
    const how = verb === 'retry' ? { as: as ?? 'same' } : {};
    const [only, ...others] = ids;
    const isOne = only !== undefined && others.length === 0 && !dryRun && Object.keys(filter).length === 0;
    if (isOne) return changeOne(here, server, only, verb, { ...options, how });
    const asked = { ...filter, ...(ids.length > 0 && { runs: ids }), ...how, ...(dryRun && { dryRun: true }) };
    const answer = await callServer(server, `/v1/actions/runs/${verb}`, asked);
    if (dryRun) {
      const { count, complete } = answer;
      if (format === 'json') here.writeJson({ count, complete });
      else
        here.print(
          `${complete === true ? '' : 'At least '}${count === 1 ? '1 run matches' : `${String(count)} runs match`}; nothing was changed.`,
        );
      return;
    }
    const bulk = await awaitBulk(here, server, answer, { wait, timeout, quiet: format === 'json' });
    if (format === 'json') here.writeJson({ bulk });
    else here.print(bulkLine(bulk));
    if (wait && bulk.state !== 'done') process.exitCode = 1;
  });
}

async function changeOne(
  here: CliWorld,
  server: Server,
  id: string,
  verb: 'retry' | 'cancel',
  { format, wait, timeout = 60, how }: RunChangeOptions & { how: object },
): Promise<void> {
  const { run } = await callServer(server, path(id, `/${verb}`), how);
  if (!isObject(run)) throw new AppError('unavailable', "The server's answer contains no run.");
  const automation = String(valueAt(run, 'action', 'identifier'));
  if (verb === 'cancel' || !wait) {
    if (format === 'json') here.writeJson({ run });
    else here.print(`${verb === 'cancel' ? 'Cancelled' : 'Retrying'}  ${automation}  ${String(run.id)}`);
    return;
  }
  const awaited = { id: String(run.id), automation };
  const line = createWaitingLine(here, awaited, timeout);
  const ended = await awaitRun(server, awaited, Date.now() + timeout * 1_000, line.onWait).finally(line.end);
  if (format === 'json') here.writeJson({ run: ended });
  else
    here.print(
      `${ended.status}  ${automation}  ${ended.id}${ended.summary === null ? '' : `  ${redactText(ended.summary)}`}`,
    );
  if (ended.status !== 'SUCCESS') process.exitCode = 1;
}

function rowLine({ paint }: CliWorld, row: RunRow): string {
  const role = row.status === 'SUCCESS' ? 'good' : row.status === 'FAILURE' ? 'error' : 'warning';
  const state = row.status === 'IN_PROGRESS' ? row.phase : row.status;
  const why = row.summary === null ? '' : `\n  ${redactText(row.summary)}`;
  const subject = row.entity === null ? '' : `  ${row.blueprint}/${row.entity}`;
  return `${paint(role, state)}  ${row.automation}  ${row.id}  ${row.createdAt}${subject}${why}`;
}

function printRun(here: CliWorld, run: JsonObject, logs: readonly JsonObject[]): void {
  const at = (...names: string[]) => valueAt(run, ...names) ?? null;
  const facts: [string, unknown][] = [
    ['run', run.id],
    ['automation', at('action', 'identifier')],
    ['status', run.status],
    ['phase', at('execution', 'phase')],
    ['summary', run.summary ?? null],
    ['event', at('execution', 'event')],
    ['target', at('execution', 'target')],
    ['next attempt', at('execution', 'nextAttemptAt')],
    ['repeats', at('execution', 'repeats')],
    ['retried as', at('execution', 'retriedAs')],
  ];
  for (const [name, value] of facts) if (value !== null) here.print(`${name.padEnd(13)} ${redactText(String(value))}`);
  const history = at('execution', 'history');
  for (const one of Array.isArray(history) ? history.filter(isObject) : []) {
    const message = one.message === null ? '' : `: ${redactText(String(one.message))}`;
    here.print(`attempt ${String(one.attempt)}, ${String(one.startedAt)}: ${String(one.outcome)}${message}`);
  }
  for (const { createdAt, message } of logs)
    here.print(here.paint('faint', `${createdAt}  ${redactText(String(message))}`));
}
