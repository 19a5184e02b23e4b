import type { Automation } from '../automation.ts';
import type { Event } from '../event/event.ts';
import { brokenResult, combine, type PreparedExpression, type Verdict, verdictOf } from '../expression/conditions.ts';
import type { Jq, JqResult } from '../expression/expression.ts';
import type { Json } from '../json.ts';
import { eventKeys } from './keys.ts';
import type { Candidate, PreparedGroup, TriggerIndex } from './trigger-index.ts';

/**
 * What an automation's condition says of an event, and why. `timeout`: an error that only time decided, so a caller
 * may ask again with a longer deadline; `suspect`: only patience can decide it, see `JqResult`.
 */
export type Match = {
  automation: Automation;
  verdict: 'match' | 'no-match' | 'error';
  why: readonly Reason[];
  timeout?: true;
  suspect?: true;
};

/**
 * One expression's part: its result (absent when others had decided before it was evaluated), and whether the verdict
 * follows from it. `rewritten` is the text that was evaluated when it is not the one that is written.
 */
export type Reason = { expression: string; rewritten?: string; result?: JqResult; decides: boolean };

/** How to match. */
export type MatchOptions = {
  /** Evaluate every expression and keep its value, and report what does not match too: for people who ask why. */
  complete?: boolean;
  /** Milliseconds for jq; see `JqOptions`. */
  deadline?: number;
  /** Do not wait for expressions that are known to be slow; see `JqOptions`. */
  quick?: boolean;
  /** Ask only these automations, by identifier: to ask again for those that ran out of time. */
  only?: ReadonlySet<string>;
};

/**
 * Matches events against the index: one list per event, of the automations that match or err (with `complete` also of
 * those that do not match). What JavaScript can decide is decided first; the rest goes to jq in one call per trigger
 * key, over all events at once. Never rejects for what an expression does.
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
 * What is known of one event: by slot, the result, and `open` where only jq can tell. `verdictAt` evaluates what
 * JavaScript can, once; `left` is what is still to be reported.
 */
type Known = {
  input: Json;
  results: Results;
  reads: Json[];
  verdictAt(slot: number): Verdict | undefined;
  left: Candidate[];
};

type Results = (JqResult | 'open' | undefined)[];

async function matchGroup(group: PreparedGroup, inputs: readonly Json[], jq: Jq, options: MatchOptions) {
  const { only, complete = false } = options;
  const asked = only ? group.candidates.filter(({ automation }) => only.has(automation.identifier)) : group.candidates;
  const slots = new Set<number>();
  const open = new Set<Known>();
  let spare: Known | undefined;
  const all = inputs.map((input): Known | undefined => {
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
    // Nearly every event concerns nobody: then the next one takes over its memory, which is most of the cost.
    spare = known.left.length === 0 && !open.has(known) ? forget(known) : undefined;
    return spare ? undefined : known;
  });
  if (open.size > 0) await askJq(group, [...slots], [...open], jq, options);
  return all.map((known) => known?.left.flatMap((candidate) => report(group, candidate, known, complete)) ?? []);
}

function knowing(expressions: readonly PreparedExpression[]): Known {
  const results: Results = new Array(expressions.length).fill(undefined);
  const known: Known = { input: null, results, reads: [], left: [], verdictAt };
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

function forget(known: Known): Known {
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
  open: readonly Known[],
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
      const said = answers[row]?.[column];
      if (said && results[slot] === 'open') results[slot] = said;
    }
  }
}

const words = { pass: 'match', fail: 'no-match', error: 'error' } as const satisfies Record<Verdict, string>;

function report(group: PreparedGroup, candidate: Candidate, known: Known, complete: boolean): Match[] {
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
  const isSuspect = failed.some(({ suspect }) => suspect === true);
  return [
    {
      automation: candidate.automation,
      verdict: words[verdict],
      why,
      ...(late && { timeout: true as const }),
      ...(isSuspect && { suspect: true as const }),
    },
  ];
}
