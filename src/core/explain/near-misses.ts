import { type Automation, isPublished, type TriggerEvent } from '../automation.ts';
import { closest } from '../closest.ts';
import type { Event } from '../event/event.ts';
import { expressionsOf } from '../expression/conditions.ts';
import type { Jq, JqOptions } from '../expression/expression.ts';
import type { Json } from '../json.ts';
import { eventKeys, happened, triggerKey } from '../match/keys.ts';
import { match } from '../match/match.ts';
import { indexTriggers } from '../match/trigger-index.ts';
import type { Correction, NearMiss } from '../views/explanation.ts';
import { type Edit, editsOf } from './edits.ts';
import type { Explained } from './steps.ts';

/** How many corrections are tried for one automation, and in all. */
const maxTries = 24;
const maxTriesInAll = 1000;

/** An automation that did not match; `explained` is null if its trigger does not listen to the event. */
export type Missed = { automation: Automation; explained: Explained | null };

type Try = { missed: Missed; changed: Automation; miss: NearMiss };

/**
 * Finds corrections that make automations match the event, by automation. Every one is proved by matching the changed
 * definition with the evaluator of real runs; without that, a guess would be worse than no answer.
 */
export async function nearMisses(
  missed: readonly Missed[],
  event: Event,
  jq: Jq,
  options: JqOptions,
): Promise<Map<Automation, NearMiss[]>> {
  const tries = missed.flatMap((one) => triesFor(one, event).slice(0, maxTries)).slice(0, maxTriesInAll);
  const named = tries.map(({ changed }, index) => ({ ...changed, identifier: String(index) }));
  const [matches = []] = await match(indexTriggers(named), [event], jq, options);
  const proved = new Set(
    matches.flatMap(({ automation, verdict }) => (verdict === 'match' ? [automation.identifier] : [])),
  );
  const found = new Map<Automation, NearMiss[]>();
  for (const [index, { missed, miss }] of tries.entries()) {
    if (!proved.has(String(index))) continue;
    const known = found.get(missed.automation) ?? [];
    if (known.length === 0 || (known.length < 3 && known.every(({ kind }) => kind !== miss.kind))) {
      found.set(missed.automation, [...known, miss]);
    }
  }
  return found;
}

function triesFor(missed: Missed, event: Event): Try[] {
  const { automation, explained } = missed;
  if (explained) return conditionTries(missed, explained);
  return triggerTries(automation, event).map((miss) => ({
    missed,
    miss,
    changed: corrected(automation, miss.corrections),
  }));
}

/** One correction of one expression each; then, for several wrong expressions, the first of each together. */
function conditionTries(missed: Missed, { conditions, steps }: Explained): Try[] {
  const { automation } = missed;
  const perExpression = conditions.map(({ expression, rewritten, verdict }, index) => {
    const step = steps[index];
    if (!step || verdict === 'pass') return [];
    const source = rewritten ?? expression;
    const edits = [...editsOf(step), ...exchanged(source)];
    return edits.map(({ kind, message, start, end, text }): NearMiss => {
      const after = source.slice(0, start) + text + source.slice(end);
      const at = ['trigger', 'condition', 'expressions', index];
      return { kind, message, corrections: [{ at, before: expression, after }] };
    });
  });
  const single = perExpression.flat();
  const firsts = perExpression.flatMap(([first]) => first ?? []);
  const [one] = firsts;
  const together: NearMiss[] =
    one && firsts.length > 1
      ? [
          {
            kind: one.kind,
            message: firsts.map(({ message }) => message).join(' '),
            corrections: firsts.flatMap(({ corrections }) => corrections),
          },
        ]
      : [];
  return [...single, ...together].map((miss) => ({ missed, miss, changed: corrected(automation, miss.corrections) }));
}

/** Exchanges the states before and after the change throughout an expression that mentions both. */
function exchanged(source: string): Edit[] {
  const text = source.replaceAll(
    /\bdiff\.(before|after)\b/g,
    (_, state) => `diff.${state === 'before' ? 'after' : 'before'}`,
  );
  if (!/\bdiff\.before\b/.test(source) || !/\bdiff\.after\b/.test(source)) return [];
  const message = 'It would hold with the states before and after the change the other way round.';
  return [{ kind: 'swapped', message, start: 0, end: source.length, text }];
}

function triggerTries(automation: Automation, event: Event): NearMiss[] {
  const { trigger } = automation;
  const concerns = (changed: TriggerEvent) => eventKeys(event).includes(triggerKey(changed));
  if (!isPublished(automation)) {
    const corrections = [{ at: ['publish'], before: false, after: true }];
    return concerns(trigger.event)
      ? [{ kind: 'unpublished', message: 'It would match, but it is not published.', corrections }]
      : [];
  }
  const at = ['trigger', 'event'];
  const name = 'actionIdentifier' in trigger.event ? 'actionIdentifier' : 'blueprintIdentifier';
  const listened =
    'actionIdentifier' in trigger.event ? trigger.event.actionIdentifier : trigger.event.blueprintIdentifier;
  const happenedTo = event.resourceType === 'run' ? event.context.action.identifier : event.context.blueprintIdentifier;
  const renamed = { ...trigger.event, [name]: happenedTo } as TriggerEvent;
  if (listened !== happenedTo && concerns(renamed) && closest(listened, [happenedTo]) !== undefined) {
    const message = `It listens to ${listened}, but the event is about ${happenedTo}.`;
    return [{ kind: 'blueprint', message, corrections: [{ at: [...at, name], before: listened, after: happenedTo }] }];
  }
  // Without a condition, every automation for this blueprint would be a near miss.
  if (listened !== happenedTo || expressionsOf(trigger.condition).length === 0) return [];
  const [type = ''] = (eventKeys(event)[0] ?? '').split(' ');
  const retyped = { ...trigger.event, type } as TriggerEvent;
  if (!concerns(retyped)) return [];
  const message = `Its condition holds, but it listens to ${trigger.event.type}; this event is ${happened(event)}.`;
  return [
    { kind: 'event type', message, corrections: [{ at: [...at, 'type'], before: trigger.event.type, after: type }] },
  ];
}

/** A copy of a definition with its corrections. */
function corrected(automation: Automation, corrections: readonly Correction[]): Automation {
  const copy = structuredClone(automation) as unknown as Json;
  for (const { at, after } of corrections) {
    let parent = copy as Record<string | number, Json>;
    for (const key of at.slice(0, -1)) parent = parent[key] as Record<string | number, Json>;
    parent[at.at(-1) ?? ''] = after;
  }
  return copy as unknown as Automation;
}
