import type { Command } from 'commander';
import { callServer } from '../client/server/call.ts';
import { AppError } from '../core/error.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import { readSource } from '../core/source/source.ts';
import { readWrittenEvent } from '../core/test-file/read-event.ts';
import { serverOf, serverOption } from './options.ts';
import { nameForReading, readText } from './read-text.ts';
import type { CliWorld } from './world.ts';

/** How many events the service takes in one request. */
const atOnce = 1_000;

/** `send`: posts events to a service. */
export function addSend(program: Command, world: (near?: string) => CliWorld): void {
  program
    .command('send')
    .description('send events to the service')
    .argument('<files...>', 'files with events, whole or in the short form of tests; - for standard input')
    .addOption(serverOption())
    .action(async (files: string[], { serverUrl }: { serverUrl?: string }) => {
      const here = world();
      const server = serverOf(serverUrl, here.environment);
      const events = files.flatMap(readEvents);
      for (let at = 0; at < events.length; at += atOnce) {
        // The body is the array itself.
        const answer = await callServer(server, '/v1/events', events.slice(at, at + atOnce));
        for (const event of Array.isArray(answer.events) ? answer.events : []) here.print(lineOf(event));
      }
    });
}

function readEvents(file: string): JsonObject[] {
  const text = readText(file);
  const { documents, issues } = readSource({ path: nameForReading(file, text), text });
  const problems = issues.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  const events = documents.map(({ value }) => toSend(value, problems));
  if (problems.length > 0 || events.length === 0) {
    const why = problems.length > 0 ? problems.join(' ') : 'It is empty.';
    throw new AppError('invalid_content', `${file} contains no events to send. ${why}`);
  }
  return events;
}

/** Complete events are sent as they are; short ones get their id and time from the service. */
function toSend(value: Json, problems: string[]): JsonObject {
  if (isObject(value) && value.type === undefined) return value;
  const event = readWrittenEvent(value, [], (finding) => problems.push(finding.message));
  if (!event) return {};
  const { id: _id, trigger: _trigger, ...rest } = event;
  return rest as unknown as JsonObject;
}

function lineOf(event: Json): string {
  if (!isObject(event)) return '';
  const runs = Array.isArray(event.runs) ? event.runs : [];
  const errors = Array.isArray(event.errors) ? event.errors : [];
  const names = (list: Json[]) => list.map((one) => (isObject(one) ? String(one.automation) : '')).join(', ');
  const parts = [
    ...(event.duplicate === true ? ['duplicate'] : []),
    ...(runs.length > 0 ? [`ran ${names(runs)}`] : []),
    ...(errors.length > 0 ? [`failed: ${names(errors)}`] : []),
  ];
  return `${String(event.id)}  ${parts.join('; ') || 'no match'}`;
}
