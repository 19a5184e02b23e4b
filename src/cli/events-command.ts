import type { Command } from 'commander';
import { callServer } from '../client/server/call.ts';
import { AppError } from '../core/error.ts';
import { isObject, type Json, valueAt } from '../core/json.ts';
import { redactText } from '../core/secrets/redact-text.ts';
import type { EventRow } from '../core/views/run-view.ts';
import { count } from '../report/plurals.ts';
import { awaitBulk, bulkLine } from './bulk.ts';
import type { CliWorld } from './cli-world.ts';
import { eventFilters, filtered, type Given } from './filter-options.ts';
import { formatOption, queryOf, type ServerOptions, serverOf, serverOption, wholeNumber } from './options.ts';

type EventFilterOptions = Given<typeof eventFilters>;

const path = (id: string, what = '') => `/v1/events/${encodeURIComponent(id)}${what}`;

/** `events`: lists, shows and replays received events. */
export function addEvents(program: Command, world: (near?: string) => CliWorld): void {
  const events = program.command('events').description('list, show and replay recorded events');
  filtered(events.command('list').description('list events, newest first'), eventFilters)
    .option('--limit <number>', 'how many at most, up to 200 (default: 50)', wholeNumber)
    .addOption(formatOption('human', 'json'))
    .addOption(serverOption())
    .action(
      async ({ format, serverUrl, limit = 50, ...filter }: ServerOptions & EventFilterOptions & { limit?: number }) => {
        const here = world();
        const answer = await callServer(
          serverOf(serverUrl, here.environment),
          `/v1/lists/events?${queryOf({ ...filter, limit })}`,
        );
        const rows = (Array.isArray(answer.events) ? answer.events : []) as unknown as EventRow[];
        if (format === 'json') here.writeJson({ events: rows, next: answer.next ?? null });
        else if (rows.length === 0) here.print('No event matches.');
        else for (const row of rows) here.print(rowLine(here, row));
      },
    );
  events
    .command('show')
    .description('show an event as it was received, with the runs it led to')
    .argument('<id>', 'the event')
    .addOption(serverOption())
    .action(async (id: string, { serverUrl }: ServerOptions) => {
      const here = world();
      const { event } = await callServer(serverOf(serverUrl, here.environment), path(id));
      here.writeJson(isObject(event) ? event : {});
    });
  addReplay(events, world);
}

type ReplayOptions = ServerOptions & EventFilterOptions & { automation?: string; dryRun?: boolean; wait: boolean };

function addReplay(events: Command, world: () => CliWorld): void {
  filtered(
    events.command('replay').description('match events again: one by its id, or all that match a filter'),
    eventFilters,
  )
    .argument('[id]', 'the event')
    .option('--automation <identifier>', 'only to this automation')
    .option('--dry-run', 'only say what would happen')
    .option('--no-wait', 'do not wait until all are matched')
    .addOption(formatOption('human', 'json'))
    .addOption(serverOption())
    .action(async (id: string | undefined, options: ReplayOptions) => {
      const { format, serverUrl, automation, dryRun, wait, ...filter } = options;
      const here = world();
      if (id !== undefined && Object.keys(filter).length > 0) {
        throw new AppError(
          'invalid_request',
          'Give an id or filters, not both: an id is one event, filters select many.',
        );
      }
      const server = serverOf(serverUrl, here.environment);
      const how = { ...(automation !== undefined && { automation }), ...(dryRun && { dryRun: true }) };
      const answer =
        id === undefined
          ? await callServer(server, '/v1/events/replay', { ...filter, ...how })
          : await callServer(server, path(id, '/replay'), how);
      if (id === undefined && !dryRun) {
        const bulk = await awaitBulk(here, server, answer, { wait, quiet: format === 'json' });
        if (format === 'json') here.writeJson({ bulk });
        else here.print(bulkLine(bulk));
        if (wait && bulk.state !== 'done') process.exitCode = 1;
        return;
      }
      const { ok: _, ...result } = answer;
      if (format === 'json') here.writeJson(result);
      else for (const line of linesOf(result)) here.print(line);
      if (Array.isArray(answer.errors) && answer.errors.length > 0) process.exitCode = 1;
    });
}

function linesOf(result: { [name: string]: Json | undefined }): string[] {
  const { count, complete, tried, dryRun } = result;
  const runs = Array.isArray(result.runs) ? result.runs : [];
  const errors = Array.isArray(result.errors) ? result.errors : [];
  const verb = dryRun === true ? 'would run' : 'runs';
  return [
    ...(count === undefined ? [] : [countLine(Number(count), complete !== false, Number(tried))]),
    ...runs.map((run) => {
      const times = valueAt(run, 'count');
      const name = String(valueAt(run, 'automation'));
      return `${verb}  ${name}  ${String(valueAt(run, 'id') ?? (times === undefined ? '' : `${String(times)} times`))}`.trimEnd();
    }),
    ...errors.map(
      (one) => `fails  ${String(valueAt(one, 'automation'))}: ${redactText(String(valueAt(one, 'message')))}`,
    ),
    ...(runs.length + errors.length === 0 ? ['Nothing matches.'] : []),
  ];
}

function countLine(count: number, complete: boolean, tried: number): string {
  const matching = count === 1 ? '1 event matches' : `${count} events match`;
  return `${complete ? '' : 'At least '}${matching}; of the newest ${tried}:`;
}

function rowLine(
  { paint }: CliWorld,
  { id, type, action, blueprint, entity, receivedAt, runs, failed }: EventRow,
): string {
  const subject = blueprint === null ? type : `${blueprint}/${entity}`;
  const came = failed > 0 ? paint('error', `${failed} failed`) : runs === 0 ? 'no match' : count(runs, 'run');
  return `${id}  ${receivedAt}  ${action}  ${subject}  ${came}`;
}
