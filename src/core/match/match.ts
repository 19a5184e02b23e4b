import type { Automation } from '../automation.ts';
import type { Event } from '../event/event.ts';
import { brokenResult, combine, type PreparedExpression, type Verdict, verdictOf } from '../expression/conditions.ts';
import type { Jq, JqResult } from '../expression/expression.ts';
import type { Json } from '../json.ts';
import { eventKeys } from './keys.ts';
import type { CandidateAutomation, PreparedGroup, TriggerIndex } from './trigger-index.ts';

/**
 * The verdict of an automation's condition on an event, and its reasons. `timeout`: the error is due to time alone, so
 * a longer deadline may help. `quarantined`: only a long wait can decide it, `untried`: another try may; see `JqResult`.
 */
export type Match = {
  automation: Automation;
  verdict: 'match' | 'no-match' | 'error';
  why: readonly Reason[];
  timeout?: true;
  quarantined?: true;
  untried?: true;
};

/**
 * The part of one expression in a verdict: its result (absent if it was not needed), and whether it decides the
 * verdict. `rewritten` is the evaluated text if it differs from the written one.
 */
export type Reason = { expression: string; rewritten?: string; result?: JqResult; decides: boolean };

/** Options of matching. */
export type MatchOptions = {
  /**
   * Evaluate every expression, keep its value, and report automations that do not match too, to explain the verdicts.
   */
  complete?: boolean;
  /** Milliseconds for jq; see `JqOptions`. */
  deadline?: number;
  /** Do not wait for expressions that are known to be slow; see `JqOptions`. */
  quick?: boolean;
  /** Match only these automations, by identifier: to retry those that ran out of time. */
  only?: ReadonlySet<string>;
};

/**
 * Matches events against the index and returns one list per event, of the automations that match or fail (with
 * `complete`, also of those that do not match). Simple expressions are decided in JavaScript; the rest goes to jq in
 * one call per trigger key, for all events at once. Never rejects because of an expression.
 */
export async function match(
  index: TriggerIndex,
  events: readonly Event[],
  jq: Jq,
  options: MatchOptions = {},
): Promise<Match[][]> {
  const byKey = new Map<string, number[]>();
  for (const [place, event] of events.entries()) {
    for (const key of eventKeys(event)) {
      if (!index.has(key)) continue;
      const places = byKey.get(key);
      if (places) places.push(place);
      else byKey.set(key, [place]);
    }
  }
  const found: Match[][] = events.map(() => []);
  const groups = [...byKey].map(async ([key, places]) => {
    const group = await index.get(key)?.prepare(jq);
    if (!group) return [];
    const inputs = places.map((place) => events[place] as unknown as Json);
    return (await matchGroup(group, inputs, jq, options)).map((matches, at) => ({ place: places[at] ?? 0, matches }));
  });
  for (const matches of (await Promise.all(groups)).flat()) found[matches.place]?.push(...matches.matches);
  return found;
}

/**
 * The evaluation of one event: results by slot, `open` where jq is needed. `verdictAt` evaluates what JavaScript can,
 * once; `left` are the candidates that are still to be reported.
 */
type EventEvaluation = {
  input: Json;
  results: Results;
  reads: Json[];
  verdictAt(slot: number): Verdict | undefined;
  left: CandidateAutomation[];
};

type Results = (JqResult | 'open' | undefined)[];

async function matchGroup(group: PreparedGroup, inputs: readonly Json[], jq: Jq, options: MatchOptions) {
  const { only, complete = false } = options;
  const asked = only ? group.candidates.filter(({ automation }) => only.has(automation.identifier)) : group.candidates;
  const slots = new Set<number>();
  const open = new Set<EventEvaluation>();
  let spare: EventEvaluation | undefined;
  const all = inputs.map((input): EventEvaluation | undefined => {
    const known = spare ?? knowing(group.expressions);
    known.input = input;
    for (const candidate of asked) {
      if (complete) candidate.slots.forEach(known.verdictAt);
      const verdict = combine(candidate.combinator, candidate.slots, known.verdictAt);
      if (verdict === 'fail' && !complete) continue;
      known.left.push(candidate);
      if (verdict !== undefined && !complete) continue;
      for (const slot of candidate.slots) {
        if (known.results[slot] !== 'open') continue;
        slots.add(slot);
        open.add(known);
      }
    }
    // Nearly all events match nothing; reusing their memory saves most of the cost.
    spare = known.left.length === 0 && !open.has(known) ? forget(known) : undefined;
    return spare ? undefined : known;
  });
  if (open.size > 0) await askJq(group, [...slots], [...open], jq, options);
  return all.map((known) => known?.left.flatMap((candidate) => report(group, candidate, known, complete)) ?? []);
}

function knowing(expressions: readonly PreparedExpression[]): EventEvaluation {
  const results: Results = new Array(expressions.length).fill(undefined);
  const known: EventEvaluation = { input: null, results, reads: [], left: [], verdictAt };
  function verdictAt(slot: number): Verdict | undefined {
    let result = results[slot];
    if (result === undefined) {
      result = answer(expressions[slot], known.input, known.reads);
      results[slot] = result;
    }
    return result === 'open' ? undefined : verdictOf(result);
  }
  return known;
}

function forget(known: EventEvaluation): EventEvaluation {
  known.results.fill(undefined);
  known.reads.length = 0;
  return known;
}

function answer(expression: PreparedExpression | undefined, input: Json, reads: Json[]): JqResult | 'open' {
  if (!expression) return 'open';
  return expression.program === null ? brokenResult(expression.problem) : (expression.direct?.(input, reads) ?? 'open');
}

async function askJq(
  group: PreparedGroup,
  slots: readonly number[],
  open: readonly EventEvaluation[],
  jq: Jq,
  options: MatchOptions,
): Promise<void> {
  const programs = slots.map((slot) => group.expressions[slot]?.program ?? '');
  const inputs = open.map(({ input }) => input);
  const { deadline, quick = false } = options;
  const answers = await jq.evaluate(programs, inputs, {
    answer: options.complete ? 'value' : 'truth',
    ...(deadline !== undefined && { deadline }),
    ...(quick && { quick }),
  });
  for (const [row, { results }] of open.entries()) {
    for (const [column, slot] of slots.entries()) {
      const result = answers[row]?.[column];
      if (result && results[slot] === 'open') results[slot] = result;
    }
  }
}

const words = { pass: 'match', fail: 'no-match', error: 'error' } as const satisfies Record<Verdict, string>;

function report(
  group: PreparedGroup,
  candidate: CandidateAutomation,
  known: EventEvaluation,
  complete: boolean,
): Match[] {
  const verdict = combine(candidate.combinator, candidate.slots, known.verdictAt) ?? 'error';
  if (verdict === 'fail' && !complete) return [];
  const why = candidate.slots.map((slot): Reason => {
    const { written = '', program = null } = group.expressions[slot] ?? {};
    const result = known.results[slot];
    return {
      expression: written,
      ...(program !== null && program !== written && { rewritten: program }),
      ...(result !== undefined && result !== 'open' && { result }),
      decides: known.verdictAt(slot) === verdict,
    };
  });
  const failed = verdict === 'error' ? why.flatMap(({ result }) => (result?.ok === false ? [result] : [])) : [];
  const late = failed.some(({ timeout }) => timeout === true);
  const isUntried = failed.some(({ untried }) => untried === true);
  const isQuarantined = failed.some(({ quarantined }) => quarantined === true);
  return [
    {
      automation: candidate.automation,
      verdict: words[verdict],
      why,
      ...(late && { timeout: true as const }),
      ...(isQuarantined && { quarantined: true as const }),
      ...(isUntried && { untried: true as const }),
    },
  ];
}
