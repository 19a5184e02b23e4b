import type { Automation } from '../automation.ts';
import { isEqual } from '../catalog/entity.ts';
import type { Event } from '../event/event.ts';
import type { Jq } from '../expression/expression.ts';
import { isObject, type Json, type JsonObject, valueAt } from '../json.ts';
import { match } from '../match/match.ts';
import { indexTriggers } from '../match/trigger-index.ts';
import type { Expectation } from './read-test-file.ts';
import { readWrittenEvent } from './read-written-event.ts';
import { redactEvent } from './redact-event.ts';
import { renderShown } from './render-preview.ts';
import { rootFor } from './root-for.ts';
import { shortenEvent } from './shorten-event.ts';

/** The actual result of a recorded event, with the request as it was rendered and secrets redacted. */
export type Happened = { expect: Expectation; request: JsonObject | null };

/** A test made from an event, with remarks for its reader. */
export type RecordedTest = { test: JsonObject; notes: string[] };

/**
 * Makes a test from what actually happened with an event. `fields` are redacted. The test expects only the part of the
 * request that depends on the event and renders the same here, because ids and times differ in each run.
 */
export async function recordedTest(
  automation: Automation,
  event: Event,
  happened: Happened,
  fields: readonly string[],
  jq: Jq,
): Promise<RecordedTest> {
  const text = JSON.stringify([automation.trigger.condition ?? null, automation.invocationMethod]);
  const mentions = (name: string) => new RegExp(`\\b${name}\\b`).test(text);
  const { event: clean, redacted } = redactEvent(event, fields);
  const short = shortenEvent(clean, mentions);
  const tested = readWrittenEvent(short, [], () => undefined) ?? clean;
  const { expect } = happened;
  const published = { ...automation, publish: true };
  const [before, after] = (await match(indexTriggers([published]), [event, tested], jq)).map(
    ([found]): Expectation => found?.verdict ?? 'no-match',
  );
  const notes = [
    ...(before === after || redacted.length === 0
      ? []
      : [
          `The condition depends on a redacted value: ${redacted.join(', ')}. Replace it with a value that has the same effect.`,
        ]),
    ...(before === expect
      ? []
      : [
          `It expects what happened, ${said[expect]}; the definition here ${does[before ?? 'no-match']}. If the definition is right, expect ${before ?? 'no-match'} instead.`,
        ]),
  ];
  const request = happened.request && (await expectedRequest(published, event, tested, happened.request, jq));
  return {
    test: {
      name: `handles ${event.id}`,
      event: short,
      expect,
      ...(request && { request }),
    },
    notes,
  };
}

const said = { match: 'a match', 'no-match': 'no match', error: 'an error' } as const;
const does = { match: 'matches', 'no-match': 'does not match', error: 'fails' } as const;

async function expectedRequest(
  automation: Automation,
  event: Event,
  tested: Event,
  real: JsonObject,
  jq: Jq,
): Promise<JsonObject | null> {
  const [original, clean] = await Promise.all([
    renderShown(automation, rootFor(event, automation), jq),
    renderShown(automation, rootFor(tested, automation), jq),
  ]);
  if (!original?.ok || !clean?.ok) return null;
  const written = automation.invocationMethod as unknown as JsonObject;
  const members = Object.entries(real).flatMap(([name, value]): [string, Json][] => {
    const kept = common(value, valueAt(original.shown, name), valueAt(clean.shown, name));
    // The definition already says what is the same for every event.
    return kept === undefined || isEqual(value, written[name] ?? null) ? [] : [[name, kept]];
  });
  return members.length === 0 ? null : Object.fromEntries(members);
}

/** The part of what was sent that is rendered the same here, with the values of the redacted event. */
function common(real: Json, original: Json | undefined, clean: Json | undefined): Json | undefined {
  if (original === undefined || clean === undefined) return undefined;
  if (isObject(real) && isObject(original) && isObject(clean)) {
    const members = Object.entries(real).flatMap(([name, value]): [string, Json][] => {
      const kept = common(value, original[name], clean[name]);
      return kept === undefined ? [] : [[name, kept]];
    });
    return members.length === 0 ? undefined : Object.fromEntries(members);
  }
  return isEqual(real, original) ? clean : undefined;
}
