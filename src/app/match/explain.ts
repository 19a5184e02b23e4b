import type { Automation } from '../../core/automation.ts';
import { AppError } from '../../core/error.ts';
import type { Event } from '../../core/event/event.ts';
import { unsafeNumberMessage, unsafeNumbers } from '../../core/event/unsafe-numbers.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { whyNotMatched } from '../../core/match/keys.ts';
import { match } from '../../core/match/match.ts';
import { indexTriggers } from '../../core/match/trigger-index.ts';
import { reasonView } from '../../core/run/reason.ts';
import { readWrittenEvent } from '../../core/test-file/read-event.ts';
import { renderShown } from '../../core/test-file/render-preview.ts';
import { checkDesired } from '../sync/desired.ts';
import type { World } from '../world.ts';
import type { LiveAutomations } from './live-automations.ts';

/** How long an explanation may think about one expression, ms: as long as Port's own evaluator. */
const deadline = 5_000;

/** Says why automations match events or not, and what they would send. */
export type Explain = {
  /** By the automations of now. */
  live(event: Event): Promise<JsonObject[]>;
  /** An event as somebody wrote it, whole or in the short form of tests; by `definitions` instead of those of now. */
  written(event: Json, definitions?: readonly Json[]): Promise<JsonObject[]>;
};

/** Explains with the evaluator that matches and renders for the real runs. */
export function createExplain(world: World, live: LiveAutomations): Explain {
  const { jq } = world;

  async function explain(automations: readonly Automation[], event: Event): Promise<JsonObject[]> {
    const [candidates = []] = await match(indexTriggers(automations), [event], jq, { deadline, complete: true });
    const asked = new Set(candidates.map(({ automation }) => automation.identifier));
    const lossy = unsafeNumbers(event as unknown as Json).map((number) => {
      return { path: `event.${number.path.join('.')}`, message: unsafeNumberMessage(number) };
    });
    const answers = candidates.map(async ({ automation, verdict, why }) => {
      const { warnings = [], ...request } = verdict === 'match' ? await requestOf(automation, event) : {};
      const all = [...lossy, ...(Array.isArray(warnings) ? warnings : [])];
      const answer: JsonObject = { automation: automation.identifier, verdict, why: reasonView(why), ...request };
      return verdict === 'match' || all.length > 0 ? { ...answer, warnings: all } : answer;
    });
    const others = automations.filter(({ identifier }) => !asked.has(identifier));
    return [
      ...(await Promise.all(answers)),
      ...others.map((automation) => ({
        automation: automation.identifier,
        verdict: 'no-match',
        because: whyNotMatched(automation),
      })),
    ];
  }

  /** The invocation as it would be rendered, each secret as its mark, or why it cannot be. */
  async function requestOf(automation: Automation, event: Event): Promise<JsonObject> {
    const rendering = await renderShown(automation, event, jq, { deadline });
    if (!rendering) return {};
    const { warnings } = rendering;
    return rendering.ok ? { request: rendering.shown, warnings } : { errors: rendering.errors, warnings };
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

function readEvent(value: Json): Event {
  const problems: string[] = [];
  const event = readWrittenEvent(value, ['event'], ({ message }) => problems.push(message));
  if (event === null) throw new AppError('invalid_content', `Not an event: ${problems.join(' ')}`);
  return event;
}
