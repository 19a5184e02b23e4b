import type { Automation, Condition } from '../automation.ts';
import type { Event } from '../event/event.ts';
import { combinatorOf } from '../expression/conditions.ts';
import type { Jq, JqOptions } from '../expression/expression.ts';
import type { Json } from '../json.ts';
import { match } from '../match/match.ts';
import { indexTriggers } from '../match/trigger-index.ts';
import type { Correction, NearMiss, NearMissKind } from '../views/explanation-view.ts';
import { type ExpressionEdit, edited, editsOf, together } from './edits.ts';
import type { ExplainedSteps } from './explain-steps.ts';
import { triggerMisses } from './trigger-misses.ts';
import { noTurn, type Turn } from './turn.ts';

/** How many corrections are tried for one expression, for one automation, and in all. */
const maxTries = 24;
const maxTriesOfOne = 72;
const maxTriesInAll = 1000;

/** How many near misses of one automation are reported. */
const maxReported = 3;

/** An automation that did not match; `explained` is null if its trigger does not listen to the event. */
export type Missed = { automation: Automation; explained: ExplainedSteps | null };

/**
 * A correction to try: of the trigger, or of one expression, on which alone `changed` depends then. `isWhole`: it
 * corrects several places at once.
 */
type CorrectionTry = {
  missed: Missed;
  changed: Automation;
  miss: NearMiss;
  expression: number | null;
  isWhole: boolean;
};

/**
 * Finds corrections that make automations match the event, by automation. Every one is proved by matching the changed
 * definition with the evaluator of real runs; without that, a guess would be worse than no answer.
 */
export async function nearMisses(
  missed: readonly Missed[],
  event: Event,
  jq: Jq,
  { turn = noTurn, ...options }: JqOptions & { turn?: Turn },
): Promise<Map<Automation, NearMiss[]>> {
  const tries: CorrectionTry[] = [];
  for (const one of missed) {
    if (tries.length >= maxTriesInAll) break;
    const own = triesFor(one, event).slice(0, maxTriesOfOne);
    tries.push(...own.slice(0, maxTriesInAll - tries.length));
    await turn();
  }
  const named = tries.map(({ changed }, index) => ({ ...changed, identifier: String(index) }));
  const [matches = []] = await match(indexTriggers(named), [event], jq, options);
  const proved = new Map<Missed, CorrectionTry[]>();
  const names = new Set(matches.flatMap((one) => (one.verdict === 'match' ? [one.automation.identifier] : [])));
  for (const [index, one] of tries.entries()) {
    if (names.has(String(index))) proved.set(one.missed, [...(proved.get(one.missed) ?? []), one]);
  }
  return new Map([...proved].map(([one, found]) => [one.automation, reported(corrections(one, found))]));
}

/**
 * The first near miss, and others that correct another kind of mistake. Confused states are the last explanation to
 * consider.
 */
function reported(misses: readonly NearMiss[]): NearMiss[] {
  const found: NearMiss[] = [];
  for (const miss of misses) {
    if (miss.kind === 'swapped' && found.length > 0) continue;
    const isNew = found.every(({ kind }) => sortOf(kind) !== sortOf(miss.kind));
    if (found.length < maxReported && isNew) found.push(miss);
  }
  return found;
}

/** Whether a path is in the wrong place or misspelled, there is one right path. */
function sortOf(kind: NearMissKind): NearMissKind {
  return kind === 'root' ? 'path' : kind;
}

/** Combines the proved corrections of single expressions as the combinator of the condition requires. */
function corrections({ automation, explained }: Missed, found: readonly CorrectionTry[]): NearMiss[] {
  if (!explained) return found.map(({ miss }) => miss);
  const wrong = explained.conditions.flatMap(({ verdict }, index) => (verdict === 'pass' ? [] : [index]));
  const perExpression = wrong.map((index) => {
    const own = found.filter(({ expression }) => expression === index);
    const single = own.filter(({ isWhole }) => !isWhole);
    return (single.length > 0 ? single : own).map(({ miss }) => miss);
  });
  const isEnough = wrong.length === 1 || combinatorOf(automation.trigger.condition) === 'or';
  if (isEnough) return perExpression.flat();
  const firsts = perExpression.flatMap(([first]) => first ?? []);
  const [one] = firsts;
  if (!one || firsts.length < wrong.length) return [];
  const message = firsts.map((miss) => miss.message).join(' ');
  return [{ kind: one.kind, message, corrections: firsts.flatMap((miss) => miss.corrections) }];
}

function triesFor(missed: Missed, event: Event): CorrectionTry[] {
  const { automation, explained } = missed;
  if (explained) return conditionTries(missed, explained);
  return triggerMisses(automation, event).map((miss) => {
    const changed = corrected(automation, miss.corrections);
    return { missed, miss, changed, expression: null, isWhole: false };
  });
}

/** Corrections of one place of one expression each, and of all its places at once. */
function conditionTries(missed: Missed, { conditions, steps }: ExplainedSteps): CorrectionTry[] {
  const { automation } = missed;
  return conditions.flatMap(({ expression, rewritten, verdict }, index): CorrectionTry[] => {
    const step = steps[index];
    if (!step || verdict === 'pass') return [];
    const source = rewritten ?? expression;
    const edits = editsOf(step);
    const tried = (chosen: readonly ExpressionEdit[], isWhole: boolean): CorrectionTry => {
      const after = edited(source, chosen);
      const at = ['trigger', 'condition', 'expressions', index];
      const miss: NearMiss = {
        kind: chosen[0]?.kind ?? 'path',
        message: [...new Set(chosen.map(({ message }) => message))].join(' '),
        corrections: [{ at, before: expression, after }],
      };
      return { missed, miss, changed: withOnly(automation, after), expression: index, isWhole };
    };
    const all = together(edits);
    return [
      ...(all.length > 0 ? [tried(all, true)] : []),
      ...[...edits, ...exchanged(source)].slice(0, maxTries).map((edit) => tried([edit], false)),
    ];
  });
}

/** A copy of an automation whose condition is one expression. */
function withOnly(automation: Automation, expression: string): Automation {
  const { trigger } = automation;
  const condition: Condition = { type: 'JQ', expressions: [expression], combinator: 'and' };
  return { ...automation, trigger: { ...trigger, condition } };
}

/** Exchanges the states before and after the change throughout an expression that mentions both. */
function exchanged(source: string): ExpressionEdit[] {
  const text = source.replaceAll(
    /\bdiff\.(before|after)\b/g,
    (_, state) => `diff.${state === 'before' ? 'after' : 'before'}`,
  );
  if (!/\bdiff\.before\b/.test(source) || !/\bdiff\.after\b/.test(source)) return [];
  const message = 'It would be true with the states before and after the change swapped.';
  return [{ kind: 'swapped', message, start: 0, end: source.length, text }];
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
