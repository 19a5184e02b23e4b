import { type Automation, isPublished } from '../automation.ts';
import { combinatorOf, expressionsOf, type PreparedExpression, prepareExpressions } from '../expression/conditions.ts';
import type { Jq } from '../expression/expression.ts';
import { triggerKey } from './keys.ts';

/** The published automations by trigger key, so that an event costs nothing for automations it cannot concern. */
export type TriggerIndex = ReadonlyMap<string, TriggerGroup>;

/** The automations under one key, in order. */
type TriggerGroup = { automations: readonly Automation[]; prepare(jq: Jq): Promise<PreparedGroup> };

/** A group with its distinct expressions; candidates refer to them by their index in `expressions`. */
export type PreparedGroup = { expressions: readonly PreparedExpression[]; candidates: readonly CandidateAutomation[] };

/** An automation in a group. */
export type CandidateAutomation = { automation: Automation; combinator: 'and' | 'or'; slots: readonly number[] };

/**
 * Groups the published automations by trigger key. Conditions are compiled when the first event for their group
 * arrives.
 */
export function indexTriggers(automations: Iterable<Automation>): TriggerIndex {
  const byKey = new Map<string, Automation[]>();
  for (const automation of automations) {
    if (!isPublished(automation)) continue;
    const key = triggerKey(automation.trigger.event);
    const waiting = byKey.get(key);
    if (waiting) waiting.push(automation);
    else byKey.set(key, [automation]);
  }
  return new Map([...byKey].map(([key, waiting]) => [key, groupOf(waiting)]));
}

function groupOf(automations: readonly Automation[]): TriggerGroup {
  let prepared: Promise<PreparedGroup> | undefined;
  return {
    automations,
    prepare(jq) {
      // A failure is not cached: it comes from the jq workers, not from the definitions.
      prepared ??= prepareGroup(automations, jq).catch((error) => {
        prepared = undefined;
        throw error;
      });
      return prepared;
    },
  };
}

async function prepareGroup(automations: readonly Automation[], jq: Jq): Promise<PreparedGroup> {
  const slotOf = new Map<string, number>();
  const candidates = automations.map((automation) => {
    const { condition } = automation.trigger;
    const slots = expressionsOf(condition).map((expression) => {
      const slot = slotOf.get(expression) ?? slotOf.size;
      slotOf.set(expression, slot);
      return slot;
    });
    return { automation, combinator: combinatorOf(condition), slots };
  });
  return { expressions: await prepareExpressions([...slotOf.keys()], jq), candidates };
}
