import type { Automation } from '../automation.ts';
import type { Event } from '../event/event.ts';
import type { Jq } from '../expression/expression.ts';
import type { Rendering } from '../template/template.ts';
import { renderShown } from '../test-file/render-preview.ts';
import { type Match, match } from './match.ts';
import { indexTriggers } from './trigger-index.ts';

/** How one automation answers an event: `match` is null when its trigger does not listen to the event. */
export type Explanation = {
  automation: Automation;
  match: Match | null;
  /** The request that follows from a match, with secrets redacted. */
  rendering: Rendering | null;
};

/**
 * Explains every automation for one event, those that listen to it first. It uses the matching and rendering of real runs;
 * `deadline` limits the time of each jq call, in milliseconds.
 */
export async function explainEvent(
  automations: readonly Automation[],
  event: Event,
  jq: Jq,
  options: { deadline?: number } = {},
): Promise<Explanation[]> {
  const [matches = []] = await match(indexTriggers(automations), [event], jq, { ...options, complete: true });
  const listening = new Set(matches.map(({ automation }) => automation.identifier));
  const explained = matches.map(async (one) => {
    const { automation, verdict } = one;
    const rendering = verdict === 'match' ? await renderShown(automation, event, jq, options) : null;
    return { automation, match: one, rendering };
  });
  const others = automations.filter(({ identifier }) => !listening.has(identifier));
  return [
    ...(await Promise.all(explained)),
    ...others.map((automation) => ({ automation, match: null, rendering: null })),
  ];
}
