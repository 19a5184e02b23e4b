import { messageOf } from '../../core/error.ts';
import { type Match, match } from '../../core/match/match.ts';
import { blocked } from '../../core/run/change.ts';
import { failuresOf, reasonView } from '../../core/run/reason.ts';
import { queuedRun, type Run } from '../../core/run/run.ts';
import type { StoredEvent } from '../../store/events.ts';
import type { MatchError } from '../../store/tables.ts';
import { newId } from '../ids.ts';
import type { InvokeItem } from '../invoke/invoke.ts';
import { storeRunEvents } from '../runs/run-events.ts';
import type { World } from '../world.ts';
import type { Live, LiveAutomations } from './live-automations.ts';

/** What an event led to: its new runs, and the automations whose condition failed on it. */
export type Matched = { runs: { id: string; automation: string }[]; errors: MatchError[] };

/** An event that sets an automation off, and the run to be. */
type Fired = { stored: StoredEvent; run: Run };

/** Matches stored events and stores the runs; by event id. */
export type Matcher = {
  match(events: readonly StoredEvent[]): Promise<Map<string, Matched>>;
  /**
   * Resolves when everything is decided that can be decided quickly. `slow` are the events of which something is not;
   * their results are complete when `rest` resolves.
   */
  begin(events: readonly StoredEvent[]): Promise<Begun>;
};

/** A matching of which only slow conditions may be left. */
export type Begun = { results: Map<string, Matched>; slow: ReadonlySet<string>; rest: Promise<void> };

/** By event id, the automations that were too slow for it. */
type Pairs = ReadonlyMap<string, ReadonlySet<string>>;

/** First look: short, so that one slow condition does not hold up its neighbours. Second look: as long as Port's own. */
const deadlines = { first: 400, second: 5_000 };

/**
 * Matches events against the live automations. Runs, jobs, run events and the mark on the event are one transaction.
 * Conditions that were too slow for the first look get a second, longer one after the others' runs are stored.
 */
export function createMatcher(
  world: World,
  live: LiveAutomations,
  then: {
    wake(): void;
    cascade(events: StoredEvent[]): void;
    /** Places for runs that this process attempts at once, without a way through the queue. */
    reserve(count: number): number;
    start(items: InvokeItem[], reserved: number): void;
  },
): Matcher {
  return {
    begin,
    async match(events) {
      const { results, rest } = await begin(events);
      await rest;
      return results;
    },
  };

  async function begin(events: readonly StoredEvent[]): Promise<Begun> {
    const results = new Map<string, Matched>(events.map(({ event }) => [event.id, { runs: [], errors: [] }]));
    const nothing = { results, slow: new Set<string>(), rest: Promise.resolve() };
    if (events.length === 0) return nothing;
    const now = await live.current();
    const late = await look(now, events, results, deadlines.first, null);
    if (late.events.length === 0) return nothing;
    const rest = look(now, late.events, results, deadlines.second, late.pairs).then(() => {});
    // Whoever needs it awaits it. Should it fail for nobody, the event stays unmatched and the sweep takes it.
    rest.catch((error: unknown) => world.log.error({ error: messageOf(error) }, 'matching slow conditions failed'));
    return { results, slow: new Set(late.pairs.keys()), rest };
  }

  /**
   * Stores what is decided; returns the events of which something is not, and by whom. The second look is for `only`
   * those, and for it slow is an error.
   */
  async function look(
    now: Live,
    events: readonly StoredEvent[],
    results: Map<string, Matched>,
    deadline: number,
    only: Pairs | null,
  ): Promise<{ events: StoredEvent[]; pairs: Map<string, Set<string>> }> {
    const matches = await match(
      now.index,
      events.map(({ event }) => event),
      world.jq,
      { deadline, ...(only && { only: new Set([...only.values()].flatMap((automations) => [...automations])) }) },
    );
    const last = only !== null;
    const pairs = new Map<string, Set<string>>();
    const slow: StoredEvent[] = [];
    const fired: Fired[] = [];
    const marks: { id: string; errors: MatchError[] }[] = [];
    for (const [index, stored] of events.entries()) {
      const { id } = stored.event;
      // An automation that is slow for one event may have been decided for another.
      const asked = only?.get(id);
      const candidates = (matches[index] ?? []).filter(
        ({ automation }) => asked === undefined || asked.has(automation.identifier),
      );
      const late = last ? [] : candidates.filter(({ timeout }) => timeout === true);
      if (late.length > 0) pairs.set(id, new Set(late.map(({ automation }) => automation.identifier)));
      const errors = candidates
        .filter((candidate) => candidate.verdict === 'error' && (last || candidate.timeout !== true))
        .map((candidate) => ({ automation: candidate.automation.identifier, message: failuresOf(candidate.why) }));
      for (const candidate of candidates) {
        if (candidate.verdict === 'match') fired.push({ stored, run: newRun(world, now, stored, candidate) });
      }
      const all = results.get(id)?.errors ?? [];
      all.push(...errors);
      for (const { automation, message } of errors) {
        world.log.warn({ event: id, automation, error: message }, 'a condition failed on an event');
      }
      if (late.length > 0) slow.push(stored);
      else marks.push({ id, errors: all });
    }
    await storeRuns(now, fired, marks, results);
    for (const { event, source } of events) if (!pairs.has(event.id)) world.metrics.event(source);
    return { events: slow, pairs };
  }

  async function storeRuns(
    now: Live,
    fired: Fired[],
    marks: { id: string; errors: MatchError[] }[],
    results: Map<string, Matched>,
  ): Promise<void> {
    const open = fired.filter(({ run }) => run.endedAt === null);
    const reserved = then.reserve(open.length);
    // Stored as claimed by us: should we die now, the sweep finds them as it finds any run of a dead replica.
    for (const entry of open.slice(0, reserved)) {
      entry.run = { ...entry.run, phase: 'invoking', attempt: 1, claimedBy: world.settings.replica };
    }
    let started: InvokeItem[] = [];
    try {
      const { fresh, cascaded } = await storeAll(now, fired, marks);
      const claimed = fresh.filter(({ run }) => run.phase === 'invoking');
      started = claimed.map(({ run, stored }) => ({ run, event: stored.event, unconfirmedSince: null, job: null }));
      announce(fresh, results);
      if (fresh.some(({ run }) => run.phase === 'queued')) then.wake();
      if (cascaded.length > 0) then.cascade(cascaded);
    } finally {
      then.start(started, reserved);
    }
  }

  async function storeAll(now: Live, fired: Fired[], marks: { id: string; errors: MatchError[] }[]) {
    return world.store.transaction(async (tx) => {
      const inserted = await tx.runs.insert(fired.map(({ run }) => run));
      const fresh = fired.filter(({ run }) => inserted.has(run.id));
      const queued = fresh.filter(({ run }) => run.phase === 'queued');
      await tx.jobs.put(queued.map(({ run }) => ({ kind: 'invoke', runId: run.id })));
      await tx.events.markMatched(marks);
      const changes = fresh.map(({ run, stored }) => ({
        before: null,
        steps: [run],
        automation: now.byIdentifier.get(run.automation)?.automation ?? null,
        event: stored.event,
      }));
      return { fresh, cascaded: await storeRunEvents(tx, world, now.listeners, changes) };
    });
  }

  function announce(fresh: readonly Fired[], results: Map<string, Matched>): void {
    for (const { run, stored } of fresh) {
      world.metrics.ended(null, run);
      results.get(stored.event.id)?.runs.push({ id: run.id, automation: run.automation });
      if (run.phase === 'blocked')
        world.log.warn({ run: run.id, chain: run.chain }, 'a chain of automations was cut off');
    }
  }
}

function newRun(world: World, now: Live, stored: StoredEvent, { automation: { identifier }, why }: Match): Run {
  const run: Run = {
    ...queuedRun({ id: newId('r'), eventId: stored.event.id, automation: identifier, now: world.clock.now() }),
    definitionHash: now.byIdentifier.get(identifier)?.hash ?? '',
    reason: reasonView(why),
    depth: stored.depth,
    chain: [...stored.chain],
  };
  const limit = world.settings.maxChainDepth;
  return stored.depth > limit ? blocked(run, limit) : run;
}
