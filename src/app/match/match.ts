import { messageOf } from '../../core/error.ts';
import { type Match, match } from '../../core/match/match.ts';
import { failuresOf, reasonView } from '../../core/run/reason.ts';
import { queuedRun, type Run } from '../../core/run/run.ts';
import { blocked } from '../../core/run/run-change.ts';
import type { StoredEvent } from '../../store/events.ts';
import type { MatchError } from '../../store/tables.ts';
import { newId } from '../ids.ts';
import { logEvent } from '../logs/log-event.ts';
import type { TraceSpan } from '../tracing/tracing.ts';
import type { World } from '../world.ts';
import type { Live, LiveAutomations } from './live-automations.ts';
import { type Fired, type Mark, type Starting, storeRuns } from './store-runs.ts';
import { byAutomation, join, only, type Undecided } from './undecided.ts';

/**
 * What an event led to: its new runs, the automations whose condition failed, and those whose condition is too slow to
 * wait for.
 */
export type Matched = { runs: { id: string; automation: string }[]; errors: MatchError[]; undecided: string[] };

/**
 * Matches stored events and stores the runs; results are by event id. Slow conditions are decided after it has
 * resolved.
 */
export type Matcher = { match(events: readonly StoredEvent[]): Promise<Map<string, Matched>> };

/**
 * How conditions are evaluated, in ms: `quick` while others wait; `patient`, for slow ones alone, as long as Port
 * allows. A quick look ends once the slow conditions are known, usually after half a second.
 */
const looks = { quick: { deadline: 2_000, quick: true }, patient: { deadline: 5_000 } } as const;

/** How many quick looks there are: conditions that ran out of time because of a slow one are retried without it. */
const quickLooks = 2;

/** The span of each event that is being matched. */
type Spans = ReadonlyMap<string, TraceSpan>;

/**
 * How often a condition is retried after others used up the time; each try of up to 5 s decides at least one of them.
 */
const patientLooks = 60;

/** The inputs of one round of matching besides the events. */
type Look = {
  now: Live;
  results: Map<string, Matched>;
  spans: Spans;
  options: { deadline: number; quick?: boolean; last?: boolean };
};

/**
 * Matches events against the live automations. Runs, jobs, run events and the mark on the event share a transaction. A
 * slow condition delays only its own automation: everything else is decided, stored and started first.
 */
export function createMatcher(
  world: Pick<World, 'store' | 'jq' | 'clock' | 'log' | 'metrics' | 'settings' | 'tracing'>,
  live: LiveAutomations,
  on: Starting & {
    /** Continues work in the background. */
    later(work: () => Promise<unknown>): void;
  },
): Matcher {
  return {
    async match(stored) {
      const results = new Map(
        stored.map(({ event }): [string, Matched] => [event.id, { runs: [], errors: [], undecided: [] }]),
      );
      if (stored.length === 0) return results;
      const spans = new Map(
        stored.map(({ event: { id }, trace }): [string, TraceSpan] => [
          id,
          world.tracing.begin('match event', trace, { event: id }),
        ]),
      );
      const events = stored.map((one) => continued(one, spans.get(one.event.id)?.traceparent ?? null));
      const now = await live.current();
      const quickly: Look = { now, results, spans, options: looks.quick };
      let left = await look(quickly, events, null, (id, late) => !late.has(id));
      for (let again = 1; again < quickLooks; again++) {
        const [slow, crowded] = [only(left, true), only(left, false)];
        if (crowded.size === 0) break;
        left = join(slow, await look(quickly, events, crowded, (id, late) => !(slow.has(id) || late.has(id))));
      }
      if (left.size > 0) {
        for (const [id, automations] of left) results.get(id)?.undecided.push(...automations.keys());
        on.later(() => lookPatiently(now, events, results, spans, left));
      }
      return results;
    },
  };

  /** Evaluates slow automations one by one, so that one that never ends does not hold up the others. */
  async function lookPatiently(
    now: Live,
    events: readonly StoredEvent[],
    results: Map<string, Matched>,
    spans: Spans,
    left: Undecided,
  ): Promise<void> {
    let open = left;
    for (let round = 1; open.size > 0; round++) {
      const options = { ...looks.patient, last: round === patientLooks };
      const ended = await Promise.allSettled(
        byAutomation(open).map((asked) => look({ now, results, spans, options }, events, asked, () => false)),
      );
      const failed = ended.find((end) => end.status === 'rejected');
      if (failed !== undefined) {
        // The events stay unmatched, so recovery takes them.
        world.log.error({ error: messageOf(failed.reason) }, 'matching slow conditions failed');
        return;
      }
      const untried = ended.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
      open = untried.reduce(join, new Map());
    }
    const decided = events.filter(({ event }) => left.has(event.id));
    await storeRuns(
      world,
      on,
      now,
      [],
      decided.map(({ event: { id } }) => ({ id, errors: results.get(id)?.errors ?? [] })),
    );
    for (const stored of decided) note(stored, results, spans);
  }

  /**
   * Stores what can be decided and returns the rest, which only a quick look leaves. `asked`: only these pairs;
   * `isOver`: nothing is left to decide for this event.
   */
  async function look(
    { now, results, spans, options }: Look,
    events: readonly StoredEvent[],
    asked: Undecided | null,
    isOver: (id: string, late: Undecided) => boolean,
  ): Promise<Undecided> {
    const looked = asked === null ? events : events.filter(({ event }) => asked.has(event.id));
    const names = asked && { only: new Set([...asked.values()].flatMap((automations) => [...automations.keys()])) };
    const roots = looked.map(({ event }) => event);
    const matches = await match(now.index, roots, world.jq, { ...options, ...names });
    const { fired, late } = sort({ now, results, spans, options }, looked, matches, asked);
    const over = looked.filter(({ event }) => isOver(event.id, late));
    const marks = over.map(({ event: { id } }): Mark => ({ id, errors: results.get(id)?.errors ?? [] }));
    for (const { run, stored } of await storeRuns(world, on, now, fired, marks)) {
      world.metrics.ended(null, run);
      results.get(stored.event.id)?.runs.push({ id: run.id, automation: run.automation });
      if (run.phase === 'blocked')
        world.log.warn({ run: run.id, chain: run.chain }, 'a chain of automations reached its length limit');
    }
    for (const stored of over) note(stored, results, spans);
    return late;
  }

  /** Sorts results into what fires and what is undecided; errors are noted with their event. */
  function sort(
    { now, results, options }: Look,
    looked: readonly StoredEvent[],
    matches: readonly (readonly Match[])[],
    asked: Undecided | null,
  ): { fired: Fired[]; late: Undecided } {
    const late: Undecided = new Map();
    const fired: Fired[] = [];
    for (const [index, stored] of looked.entries()) {
      const { id } = stored.event;
      for (const candidate of matches[index] ?? []) {
        const { identifier } = candidate.automation;
        // An automation that is slow for one event may have been decided for another.
        if (asked !== null && asked.get(id)?.has(identifier) !== true) continue;
        const isOpen =
          options.quick === true ? candidate.timeout === true : candidate.untried === true && !options.last;
        if (isOpen) {
          late.set(id, new Map([...(late.get(id) ?? []), [identifier, candidate.quarantined === true]]));
        } else if (candidate.verdict === 'match') fired.push({ stored, run: newRun(world, now, stored, candidate) });
        else noteError(id, identifier, failuresOf(candidate.why), results);
      }
    }
    return { fired, late };
  }

  /** Counts and logs an event that is completely decided. */
  function note(stored: StoredEvent, results: ReadonlyMap<string, Matched>, spans: Spans): void {
    const result = results.get(stored.event.id);
    world.metrics.event(stored.source);
    logEvent(world.log, stored, result);
    const errors = result?.errors.length ?? 0;
    spans.get(stored.event.id)?.end({ source: stored.source, runs: result?.runs.length ?? 0, errors }, errors > 0);
  }

  function noteError(id: string, automation: string, message: string, results: Map<string, Matched>): void {
    results.get(id)?.errors.push({ automation, message });
    world.metrics.conditionFailed(automation);
    world.log.warn({ event: id, automation, error: message }, 'a condition failed on an event');
  }
}

/** The event as a part of the trace of its matching: its runs continue that. */
function continued(stored: StoredEvent, trace: string | null): StoredEvent {
  return trace === null ? stored : { ...stored, trace };
}

/** The run that a match leads to, blocked when its chain is too long. */
export function newRun(
  world: Pick<World, 'clock' | 'settings'>,
  now: Live,
  stored: StoredEvent,
  { automation: { identifier }, why }: Match,
): Run {
  const run: Run = {
    ...queuedRun({ id: newId('r'), eventId: stored.event.id, automation: identifier, now: world.clock.now() }),
    definitionHash: now.byIdentifier.get(identifier)?.hash ?? '',
    reason: reasonView(why),
    depth: stored.depth,
    chain: [...stored.chain],
    trace: stored.trace ?? null,
  };
  const limit = world.settings.maxChainDepth;
  return stored.depth > limit ? blocked(run, limit) : run;
}
