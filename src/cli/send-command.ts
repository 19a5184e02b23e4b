import type { Command } from 'commander';
import { type AwaitedRun, awaitRun } from '../client/server/await-runs.ts';
import { callServer } from '../client/server/call.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import { redactText } from '../core/secrets/redact-text.ts';
import type { CliWorld } from './cli-world.ts';
import { type Format, formatOption, serverOf, serverOption, wholeNumber } from './options.ts';
import { type EventInFile, readEventFile } from './read-events.ts';
import { createWaitingLine } from './waiting-line.ts';

/** How many events the service takes in one request. */
const atOnce = 1_000;

/** `send`: posts events to a service and waits for the runs they cause. */
export function addSend(program: Command, world: (near?: string) => CliWorld): void {
  program
    .command('send')
    .description('send events to the service, and wait for the runs they cause')
    .argument('<files...>', 'files with events, whole or in the short form of tests; - for standard input')
    .addOption(formatOption('human', 'json'))
    .addOption(serverOption())
    .option('--no-wait', 'do not wait for the runs to end')
    .option('--timeout <seconds>', 'how long to wait for the runs (default: 60)', wholeNumber)
    .action(async (files: string[], { format, serverUrl, wait, timeout = 60 }: Options) => {
      const here = world();
      const server = serverOf(serverUrl, here.environment);
      const events = files.flatMap(readEventFile).map(toSend);
      const sent: SentEvent[] = [];
      for (let at = 0; at < events.length; at += atOnce) {
        // The body is the array itself.
        const answer = await callServer(server, '/v1/events', events.slice(at, at + atOnce));
        for (const value of Array.isArray(answer.events) ? answer.events : []) {
          const event = readAnswer(value);
          sent.push(event);
          if (format === 'human') here.print(lineOf(event));
        }
      }
      const deadline = Date.now() + timeout * 1_000;
      const ended: AwaitedRun[] = [];
      for (const run of wait ? sent.flatMap(({ runs }) => runs) : []) {
        const line = createWaitingLine(here, run, Math.max(0, Math.round((deadline - Date.now()) / 1_000)));
        const awaited = await awaitRun(server, run, deadline, line.onWait).finally(line.end);
        ended.push(awaited);
        if (format === 'human') here.print(runLine(here, awaited, timeout));
      }
      if (format === 'json') here.writeJson({ events: sent, ...(wait && { runs: ended }) });
      if (ended.some(({ status }) => status !== 'SUCCESS') || sent.some(({ errors }) => errors.length > 0)) {
        process.exitCode = 1;
      }
    });
}

type Options = { format: Format; serverUrl?: string; wait: boolean; timeout?: number };

/** The service's answer to one event. */
type SentEvent = JsonObject & { id: string; runs: { id: string; automation: string }[]; errors: Json[] };

function readAnswer(value: Json): SentEvent {
  const event = isObject(value) ? value : {};
  const runs = (Array.isArray(event.runs) ? event.runs : []).flatMap((run) =>
    isObject(run) ? [{ id: String(run.id), automation: String(run.automation) }] : [],
  );
  return { ...event, id: String(event.id), runs, errors: Array.isArray(event.errors) ? event.errors : [] };
}

function runLine({ paint }: CliWorld, { id, automation, status, summary, link }: AwaitedRun, timeout: number): string {
  const role = status === 'SUCCESS' ? 'good' : status === 'FAILURE' ? 'error' : 'warning';
  const why = status === 'IN_PROGRESS' ? `has not ended after ${timeout} s` : status === 'SUCCESS' ? null : summary;
  return `${paint(role, status)}  ${automation}  ${id}  ${link}${why === null ? '' : `\n  ${redactText(why)}`}`;
}

/** Complete events are sent as they are; short ones get their id and time from the service. */
function toSend({ written, event }: EventInFile): JsonObject {
  if (isObject(written) && written.type === undefined) return written;
  const { id: _id, trigger: _trigger, ...rest } = event;
  return rest as unknown as JsonObject;
}

function lineOf({ id, duplicate, runs, errors, undecided }: SentEvent): string {
  const names = (list: readonly Json[]) =>
    list.map((one) => (isObject(one) ? String(one.automation) : String(one))).join(', ');
  const parts = [
    ...(duplicate === true ? ['duplicate'] : []),
    ...(runs.length > 0 ? [`ran ${names(runs)}`] : []),
    ...(errors.length > 0 ? [`failed: ${names(errors)}`] : []),
    ...(Array.isArray(undecided) ? [`decided later: ${names(undecided)}`] : []),
  ];
  return `${id}  ${parts.join('; ') || 'no match'}`;
}
