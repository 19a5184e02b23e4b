import type { Automation } from '../../core/automation.ts';
import { AppError } from '../../core/error.ts';
import type { Event } from '../../core/event/event.ts';
import { unsafeNumberMessage, unsafeNumbers } from '../../core/event/unsafe-numbers.ts';
import { type Explanation, explainEvent } from '../../core/explain/explain.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { whyNotMatched } from '../../core/match/keys.ts';
import { reasonView } from '../../core/run/reason.ts';
import { readWrittenEvent } from '../../core/test-file/read-event.ts';
import { checkDesired } from '../sync/desired.ts';
import type { World } from '../world.ts';
import type { LiveAutomations } from './live-automations.ts';

/** How long an explanation may spend on one expression, ms: the same as Port's own evaluator. */
const deadline = 5_000;

/** Explains why automations match events or not, and what they would send. */
export type Explain = {
  /** Explains a stored event with the current automations. */
  live(event: Event): Promise<JsonObject[]>;
  /**
   * Explains an event from the request, whole or in the short form of tests, with `definitions` or the current
   * automations.
   */
  written(event: Json, definitions?: readonly Json[]): Promise<JsonObject[]>;
};

/** Creates the explanations, which use the same evaluator as real runs. */
export function createExplain(world: Pick<World, 'jq' | 'backends'>, live: LiveAutomations): Explain {
  const { jq } = world;

  async function explain(automations: readonly Automation[], event: Event): Promise<JsonObject[]> {
    const lossy = unsafeNumbers(event as unknown as Json).map((number) => {
      return { path: `event.${number.path.join('.')}`, message: unsafeNumberMessage(number) };
    });
    return (await explainEvent(automations, event, jq, { deadline })).map((one) => viewOf(one, lossy));
  }

  async function liveAutomations(): Promise<Automation[]> {
    const { byIdentifier } = await live.current();
    return [...byIdentifier.values()].map(({ automation }) => automation);
  }

  return {
    live: async (event) => explain(await liveAutomations(), event),
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
  const { conditions, nearMisses, published } = explained;
  const steps = { published, conditions: conditions as unknown as Json, nearMisses: nearMisses as unknown as Json };
  if (match === null)
    return { automation: identifier, verdict: 'no-match', because: whyNotMatched(automation), ...steps };
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
