import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Automation } from '../../core/automation.ts';
import { AppError } from '../../core/error.ts';
import type { Event } from '../../core/event/event.ts';
import { unsafeNumberMessage, unsafeNumbers } from '../../core/event/unsafe-numbers.ts';
import { type Explanation, explainEvent } from '../../core/explain/explain.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { KnownRun } from '../../core/match/trigger-data.ts';
import { reasonView } from '../../core/run/reason.ts';
import type { Run } from '../../core/run/run.ts';
import { readWrittenEvent } from '../../core/test-file/read-written-event.ts';
import { checkDesired } from '../sync/check-desired.ts';
import type { World } from '../world.ts';
import type { LiveAutomations } from './live-automations.ts';

/** How long an explanation may spend on one expression, ms: the same as Port's own evaluator. */
const deadline = 5_000;

/** How many runs of one event its explanation takes into account. */
const maxRuns = 1_000;

/** Explains why automations match events or not, and what they would send. */
export type Explain = {
  /** Explains a stored event with the current automations. */
  live(event: Event): Promise<JsonObject[]>;
  /** Explains a run by its event and the definition that it was matched with. */
  run(run: Pick<Run, 'id' | 'createdAt' | 'definitionHash'>, event: Event): Promise<JsonObject | null>;
  /**
   * Explains an event from the request, whole or in the short form of tests, with `definitions` or the current
   * automations.
   */
  written(event: Json, definitions?: readonly Json[]): Promise<JsonObject[]>;
};

/** Creates the explanations, which use the same evaluator as real runs. */
export function createExplain(world: Pick<World, 'jq' | 'backends' | 'store'>, live: LiveAutomations): Explain {
  const { jq, store } = world;

  async function explain(
    automations: readonly Automation[],
    event: Event,
    runs: ReadonlyMap<string, KnownRun> = new Map(),
  ): Promise<JsonObject[]> {
    const lossy = unsafeNumbers(event as unknown as Json).map((number) => {
      return { path: `event.${number.path.join('.')}`, message: unsafeNumberMessage(number) };
    });
    return (await explainEvent(automations, event, jq, { deadline, runs, turn: nextTurn })).map((one) =>
      viewOf(one, lossy),
    );
  }

  async function liveAutomations(): Promise<Automation[]> {
    const { byIdentifier } = await live.current();
    return [...byIdentifier.values()].map(({ automation }) => automation);
  }

  /** The runs that an event has started; if an automation has several, only the latest. */
  async function runsOf({ id }: Event): Promise<Map<string, KnownRun>> {
    const runs = await store.runs.list({ eventId: id, limit: maxRuns });
    return new Map(
      runs
        .reverse()
        .map(({ automation, id, createdAt }) => [automation, { id, at: new Date(createdAt).toISOString() }]),
    );
  }

  return {
    live: async (event) => explain(await liveAutomations(), event, await runsOf(event)),
    async run({ id, createdAt, definitionHash }, event) {
      const automation = await live.definition(definitionHash);
      if (automation === null) return null;
      const known = new Map([[automation.identifier, { id, at: new Date(createdAt).toISOString() }]]);
      const [one] = await explain([{ ...automation, publish: true }], event, known);
      return one ?? null;
    },
    async written(value, definitions) {
      const event = readEvent(value);
      if (definitions === undefined) return explain(await liveAutomations(), event);
      const named = definitions.map((automation, index) => ({ file: `/definitions/${index}`, automation }));
      const desired = await checkDesired(world, named);
      return explain(
        desired.map(({ automation }) => automation),
        event,
      );
    },
  };
}

/** An explanation as the API shows it: the request as it would be rendered, or why it cannot be. */
function viewOf(
  { automation, match, rendering, view: explained }: Explanation,
  lossy: readonly JsonObject[],
): JsonObject {
  const { identifier } = automation;
  const { because, conditions, nearMisses, published } = explained;
  const steps = { published, conditions: conditions as unknown as Json, nearMisses: nearMisses as unknown as Json };
  if (match === null) return { automation: identifier, verdict: 'no-match', because: because ?? '', ...steps };
  const { verdict, why } = match;
  const warnings = [...lossy, ...(rendering?.warnings ?? [])];
  const request: JsonObject =
    rendering === null ? {} : rendering.ok ? { request: rendering.shown } : { errors: rendering.errors };
  const view: JsonObject = { automation: identifier, verdict, why: reasonView(why), ...steps, ...request };
  return verdict === 'match' || warnings.length > 0 ? { ...view, warnings } : view;
}

function readEvent(value: Json): Event {
  const problems: string[] = [];
  const event = readWrittenEvent(value, ['event'], ({ message }) => problems.push(message));
  if (event === null) throw new AppError('invalid_content', `Not an event: ${problems.join(' ')}`);
  return event;
}
