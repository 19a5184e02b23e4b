import { type Automation, isPublished } from '../automation.ts';
import type { Event } from '../event/event.ts';
import type { Jq } from '../expression/expression.ts';
import type { Json } from '../json.ts';
import { triggerMismatch } from '../match/keys.ts';
import { type Match, match } from '../match/match.ts';
import { type KnownRun, triggerDataOf } from '../match/trigger-data.ts';
import { indexTriggers } from '../match/trigger-index.ts';
import type { Rendering } from '../template/template.ts';
import { renderShown } from '../test-file/render-preview.ts';
import type { AutomationExplanation } from '../views/explanation-view.ts';
import { explainSteps } from './explain-steps.ts';
import { nearMisses } from './near-misses.ts';
import { noTurn, type Turn } from './turn.ts';

/** How one automation answers an event: `match` is null when its trigger does not listen to the event. */
export type Explanation = {
  automation: Automation;
  match: Match | null;
  /** The request that follows from a match, with secrets redacted. */
  rendering: Rendering | null;
  view: AutomationExplanation;
};

/**
 * Explains every automation for one event: first those that match, then near misses, then those that listen to it, then
 * the others. It uses the matching and rendering of real runs; `deadline` limits the time of each jq call, in
 * milliseconds, and `runs` are those that the event has led to, by automation. `turn` is called between automations: the
 * work on each is done at a stretch, and many would keep a server from its other requests.
 */
export async function explainEvent(
  automations: readonly Automation[],
  event: Event,
  jq: Jq,
  { runs, turn = noTurn, ...options }: { deadline?: number; runs?: ReadonlyMap<string, KnownRun>; turn?: Turn } = {},
): Promise<Explanation[]> {
  const [matches = []] = await match(indexTriggers(automations), [event], jq, { ...options, complete: true });
  const explained = await explainSteps(
    matches.map(({ why }) => why),
    event as unknown as Json,
    jq,
    { ...options, turn },
  );
  const heard = new Map(
    matches.map((one, index) => [one.automation, { match: one, explained: explained[index] ?? null }]),
  );
  const missed = automations.flatMap((automation) => {
    const known = heard.get(automation);
    return known?.match.verdict === 'match' ? [] : [{ automation, explained: known?.explained ?? null }];
  });
  const near = await nearMisses(missed, event, jq, { ...options, turn });
  const explain = async (automation: Automation): Promise<Explanation> => {
    const known = heard.get(automation);
    const one = known?.match ?? null;
    const root = triggerDataOf(event, automation.identifier, runs?.get(automation.identifier) ?? null);
    const rendering = one?.verdict === 'match' ? await renderShown(automation, root, jq, options) : null;
    const published = isPublished(automation);
    const view: AutomationExplanation = {
      automation: automation.identifier,
      published,
      verdict: one?.verdict ?? 'no-match',
      ...(one === null && {
        because: published ? triggerMismatch(automation, event) : 'It is not published.',
      }),
      conditions: known?.explained?.conditions ?? [],
      nearMisses: near.get(automation) ?? [],
      ...(rendering?.ok && { request: rendering.shown }),
      errors: rendering?.ok === false ? rendering.errors : [],
      warnings: rendering?.warnings ?? [],
    };
    return { automation, match: one, rendering, view };
  };
  const all: Promise<Explanation>[] = [];
  for (const automation of automations) {
    all.push(explain(automation));
    await turn();
  }
  return (await Promise.all(all)).sort((one, other) => rank(one) - rank(other));
}

function rank({ match, view }: Explanation): number {
  if (match?.verdict === 'match') return 0;
  if (view.nearMisses.length > 0) return 1;
  return match === null ? 3 : 2;
}
