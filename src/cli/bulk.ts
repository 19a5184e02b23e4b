import { setTimeout as pause } from 'node:timers/promises';
import { callServer, type Server } from '../client/server/call.ts';
import { AppError } from '../core/error.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { BulkView } from '../core/views/bulk-view.ts';
import type { CliWorld } from './cli-world.ts';

/** Milliseconds between two polls of a bulk job. */
const interval = 500;

/** Waits for the bulk job in an answer, with its progress on standard error; `timeout` in seconds. */
export async function awaitBulk(
  { printError }: CliWorld,
  server: Server,
  answer: JsonObject,
  { wait, timeout, quiet }: { wait: boolean; timeout?: number | undefined; quiet: boolean },
): Promise<BulkView> {
  let bulk = readBulk(answer.bulk);
  const deadline = Date.now() + (timeout ?? Number.POSITIVE_INFINITY) * 1_000;
  let shown = -1;
  while (wait && bulk.state === 'running' && Date.now() < deadline) {
    await pause(interval);
    bulk = readBulk((await callServer(server, `/v1/bulk/${encodeURIComponent(bulk.id)}`)).bulk);
    if (!quiet && bulk.done !== shown) printError(`${bulk.done} of ${bulk.total ?? 'many'} …`);
    shown = bulk.done;
  }
  return bulk;
}

/** One line with the result of a bulk job. */
export function bulkLine({ id, state, changed, waiting, skipped, problem }: BulkView): string {
  const parts = [
    `${changed} changed`,
    ...(waiting > 0 ? [`${waiting} wait until a probe of their target succeeds`] : []),
    ...(skipped > 0 ? [`${skipped} left unchanged`] : []),
    ...(problem === null ? [] : [problem]),
  ];
  return `${state}  ${id}  ${parts.join(', ')}`;
}

/** Reads a bulk job in an answer. */
export function readBulk(value: Json | undefined): BulkView {
  if (isObject(value) && typeof value.id === 'string' && typeof value.done === 'number') {
    return value as unknown as BulkView;
  }
  throw new AppError('unavailable', "The server's answer contains no bulk job. Is the server older than this client?");
}
