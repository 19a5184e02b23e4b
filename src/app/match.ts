import { type Match, match } from '../core/match.ts';
import { failuresOf, reasonView } from '../core/reason.ts';
import type { Run } from '../core/run.ts';
import { blocked } from '../core/run-change.ts';
import type { StoredEvent } from '../store/events.ts';
import type { MatchError } from '../store/tables.ts';
import { newId } from './ids.ts';
import type { Live, LiveAutomations } from './live.ts';
import { storeRunEvents } from './run-events.ts';
import type { World } from './world.ts';

/** What an event led to: its new runs, and the automations whose condition failed on it. */
export type Matched = { runs: { id: string; automation: string }[]; errors: MatchError[] };

/** Matches stored events and stores the runs; by event id. */
export type Matcher = { match(events: readonly StoredEvent[]): Promise<Map<string, Matched>> };

/** First look: short, so that one slow condition does not hold up its neighbours. Second look: as long as Port's own. */
const deadlines = { first: 400, second: 5_000 };

/**
 * Matches events against the live automations. Runs, jobs, run events and the mark on the event are one transaction.
 * Conditions that were too slow for the first look get a second, longer one after the others' runs are stored.
 */
export function createMatcher(
  world: World,
  live: LiveAutomations,
  then: { wake(): void; cascade(events: StoredEvent[]): void },
): Matcher {
  return {
    async match(events) {
      const results = new Map<string, Matched>(events.map(({ event }) => [event.id, { runs: [], errors: [] }]));
      if (events.length === 0) return results;
      const now = await live.current();
      const slow = await look(now, events, results, deadlines.first, null);
      if (slow.events.length > 0) await look(now, slow.events, results, deadlines.second, slow.automations);
      return results;
    },
  };

  /**
   * Stores what is decided; returns the events of which something is not, and by whom. The second look asks `only`
   * those, and for it slow is an error.
   */
  async function look(
    now: Live,
    events: readonly StoredEvent[],
    results: Map<string, Matched>,
    deadline: number,
    only: ReadonlySet<string> | null,
  ): Promise<{ events: StoredEvent[]; automations: Set<string> }> {
    const matches = await match(
      now.index,
      events.map(({ event }) => event),
      world.jq,
      { deadline, ...(only && { only }) },
    );
    const last = only !== null;
    const automations = new Set<string>();
    const slow: StoredEvent[] = [];
    const fired: { stored: StoredEvent; run: Run }[] = [];
    const marks: { id: string; errors: MatchError[] }[] = [];
    for (const [index, stored] of events.entries()) {
      const candidates = matches[index] ?? [];
      const late = last ? [] : candidates.filter(({ timeout }) => timeout === true);
      for (const { automation } of late) automations.add(automation.identifier);
      const errors = candidates
        .filter((candidate) => candidate.verdict === 'error' && (last || candidate.timeout !== true))
        .map((candidate) => ({ automation: candidate.automation.identifier, message: failuresOf(candidate.why) }));
      for (const candidate of candidates) {
        if (candidate.verdict === 'match') fired.push({ stored, run: newRun(world, now, stored, candidate) });
      }
      const all = results.get(stored.event.id)?.errors ?? [];
      all.push(...errors);
      for (const { automation, message } of errors) {
        world.log.warn({ event: stored.event.id, automation, error: message }, 'a condition failed on an event');
      }
      if (late.length > 0) slow.push(stored);
      else marks.push({ id: stored.event.id, errors: all });
    }
    await storeRuns(now, fired, marks, results);
    return { events: slow, automations };
  }

  async function storeRuns(
    now: Live,
    fired: { stored: StoredEvent; run: Run }[],
    marks: { id: string; errors: MatchError[] }[],
    results: Map<string, Matched>,
  ): Promise<void> {
    const { fresh, cascaded } = await world.store.transaction(async (tx) => {
      const inserted = await tx.runs.insert(fired.map(({ run }) => run));
      const fresh = fired.filter(({ run }) => inserted.has(run.id));
      await tx.jobs.put(fresh.flatMap(({ run }) => (run.endedAt === null ? [{ kind: 'invoke', runId: run.id }] : [])));
      await tx.events.markMatched(marks);
      const changes = fresh.map(({ run, stored }) => ({
        before: null,
        steps: [run],
        automation: now.byIdentifier.get(run.automation)?.automation ?? null,
        event: stored.event,
      }));
      return { fresh, cascaded: await storeRunEvents(tx, world, now.listeners, changes) };
    });
    for (const { run, stored } of fresh) {
      results.get(stored.event.id)?.runs.push({ id: run.id, automation: run.automation });
      if (run.phase === 'blocked')
        world.log.warn({ run: run.id, chain: run.chain }, 'a chain of automations was cut off');
    }
    if (fresh.length > 0) then.wake();
    if (cascaded.length > 0) then.cascade(cascaded);
  }
}

function newRun(world: World, now: Live, stored: StoredEvent, { automation: { identifier }, why }: Match): Run {
  const at = world.clock.now();
  const run: Run = {
    id: newId('r'),
    eventId: stored.event.id,
    automation: identifier,
    definitionHash: now.byIdentifier.get(identifier)?.hash ?? '',
    status: 'IN_PROGRESS',
    phase: 'queued',
    statusLabel: null,
    summary: null,
    link: [],
    message: null,
    externalId: null,
    payload: null,
    response: null,
    reason: reasonView(why),
    attempt: 0,
    target: null,
    claimedBy: null,
    nextAt: null,
    depth: stored.depth,
    chain: [...stored.chain],
    createdAt: at,
    updatedAt: at,
    endedAt: null,
    updatedBy: null,
  };
  const limit = world.settings.maxChainDepth;
  return stored.depth > limit ? blocked(run, limit) : run;
}
