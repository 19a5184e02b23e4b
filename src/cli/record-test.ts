import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkspaceCheck } from '../checkout/check-workspace.ts';
import { callServer, type Server } from '../client/server/call.ts';
import { AppError } from '../core/error.ts';
import type { Event } from '../core/event/event.ts';
import { readEvent } from '../core/event/read-event.ts';
import { isObject, type Json, type JsonObject, valueAt } from '../core/json.ts';
import { eventKeys, triggerKey } from '../core/match/keys.ts';
import { testFileOf } from '../core/source/source.ts';
import { appendTest } from '../core/test-file/append-test.ts';
import type { Expectation } from '../core/test-file/read-test-file.ts';
import { type Happened, recordedTest } from '../core/test-file/recorded-test.ts';
import { defaultRedacted } from '../core/test-file/redact-event.ts';
import { testDefaults } from '../core/test-file/short-event.ts';
import type { CliWorld } from './cli-world.ts';

/** The options of recording a test: an event of a service, for one automation or all that listen to it. */
export type Recording = { id: string; automation?: string; expect?: Expectation };

/** Writes a test from a recorded event next to each definition that listens to it. */
export async function recordTests(
  here: CliWorld,
  check: WorkspaceCheck,
  server: Server,
  asked: Recording,
): Promise<void> {
  const { event: view } = await callServer(server, `/v1/events/${encodeURIComponent(asked.id)}`);
  const event = readRecorded(view ?? null);
  const keys = new Set(eventKeys(event));
  const wanted = check.definitions.filter(({ automation: { identifier, trigger } }) =>
    asked.automation === undefined ? keys.has(triggerKey(trigger.event)) : identifier === asked.automation,
  );
  if (wanted.length === 0) {
    const what = asked.automation === undefined ? 'listens to this event' : `is called ${asked.automation}`;
    throw new AppError('not_found', `No automation without errors here ${what}.`);
  }
  const fields = check.settings.tests.redact ?? defaultRedacted;
  for (const { automation, file } of wanted) {
    const happened = await happenedWith(server, view ?? null, automation.identifier);
    const overridden = asked.expect === undefined ? happened : { ...happened, expect: asked.expect };
    const { test, notes } = await recordedTest(automation, event, overridden, fields, here.jq);
    const path = testFileOf(file);
    const place = join(here.root, path);
    const written = appendTest(existsSync(place) ? readFileSync(place, 'utf8') : null, automation.identifier, test);
    if (!written)
      throw new AppError('invalid_content', `${path} is not a list of tests, so no test can be added to it.`);
    writeFileSync(place, written.text);
    here.print(
      `${path}: ${written.replaced ? 'replaced' : 'added'} "${String(test.name)}", which expects ${String(test.expect)}`,
    );
    for (const note of notes) here.print(`  ${here.paint('warning', 'note')} ${note}`);
  }
}

function readRecorded(view: Json): Event {
  const { execution: _execution, runs: _runs, ...rest } = isObject(view) ? view : {};
  const read = readEvent(rest, testDefaults);
  if (read.ok) return read.event;
  throw new AppError('unavailable', "The server's answer contains no event. Is the server older than this client?");
}

/** What the automation did on the event: its run, the error of its condition, or nothing. */
async function happenedWith(server: Server, view: Json, automation: string): Promise<Happened> {
  const of = (list: Json | undefined) =>
    (Array.isArray(list) ? list : []).filter(isObject).find((one) => one.automation === automation);
  const run = of(valueAt(view, 'runs'));
  if (run) return { expect: 'match', request: await requestOf(server, String(run.id)) };
  return { expect: of(valueAt(view, 'execution', 'errors')) ? 'error' : 'no-match', request: null };
}

async function requestOf(server: Server, id: string): Promise<JsonObject | null> {
  const { run } = await callServer(server, `/v1/actions/runs/${encodeURIComponent(id)}`);
  const payload = valueAt(run, 'payload');
  return isObject(payload) ? payload : null;
}
