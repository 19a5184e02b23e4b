import { setImmediate as nextTurn } from 'node:timers/promises';
import { isPublished } from '../../core/automation.ts';
import { AppError } from '../../core/error.ts';
import type { JsonObject } from '../../core/json.ts';
import { match } from '../../core/match/match.ts';
import { failuresOf } from '../../core/run/reason.ts';
import type { BulkView } from '../../core/views/bulk-view.ts';
import type { DryReplay } from '../../core/views/replay-view.ts';
import type { EventListFilter } from '../../store/event-list.ts';
import type { StoredEvent } from '../../store/events.ts';
import type { MatchError } from '../../store/tables.ts';
import { readExisting } from '../automations/automations.ts';
import { newId } from '../ids.ts';
import type { Live, LiveAutomations } from '../match/live-automations.ts';
import { newRun } from '../match/match.ts';
import { type Fired, type Starting, storeRuns } from '../match/store-runs.ts';
import { auditRecord } from '../runs/audit-record.ts';
import { type EventTest, prepareEventTest } from '../runs/event-jq.ts';
import type { World } from '../world.ts';
import { bulkView } from './view-bulk-job.ts';

/** The services that replays need. */
export type ReplayWorld = Pick<World, 'store' | 'jq' | 'clock' | 'settings'>;

/** The result of a replay, or of its dry run. */
export type Replayed = { runs: { id: string; automation: string }[]; errors: MatchError[] };

/** Selects the events to replay: those that a list with this filter shows, including `jq`. */
export type ReplayFilter = EventListFilter & { jq?: string };

/** Matches recorded events again, using the current definitions. */
export type Replay = {
  one(id: string, automation: string | undefined, by: string | null): Promise<Replayed>;
  /** The automations that would run, or whose condition would fail. */
  dryOne(id: string, automation: string | undefined): Promise<{ runs: { automation: string }[]; errors: MatchError[] }>;
  many(filter: ReplayFilter, automation: string | undefined, by: string | null): Promise<BulkView>;
  dryMany(filter: ReplayFilter, automation: string | undefined): Promise<DryReplay>;
};

/** How long the conditions of one batch may take, ms, as for slow ones of new events. */
const deadline = 5_000;

/** How many events a dry run tries, how many at once, and how long it takes at most, ms. */
const dry = { events: 1_000, atOnce: 200, ms: 1_500 };

/** How many events are counted at once, and how long counting takes at most, ms. */
const counting = { atOnce: 5_000, ms: 600 };

/** Creates replays; `look` starts new bulk jobs. */
export function createReplay(world: ReplayWorld, live: LiveAutomations, on: Starting, look: () => void): Replay {
  const { store } = world;

  async function eventOf(id: string): Promise<StoredEvent> {
    const stored = await store.events.get(id);
    if (stored === null) throw new AppError('not_found', `There is no event ${id}`);
    return stored;
  }

  async function requireAutomation(automation: string | undefined): Promise<void> {
    if (automation === undefined) return;
    const stored = await readExisting(store.automations, automation);
    if (isPublished(stored.automation)) return;
    const message = `${automation} is switched off, so no event would reach it; publish it first`;
    throw new AppError('conflict', message);
  }

  return {
    async one(id, automation, by) {
      await requireAutomation(automation);
      const stored = await eventOf(id);
      const now = await live.current();
      const replay = newId('replay');
      const { fired, errors } = await rematch(world, now, [stored], automation, replay);
      const runs = await storeRuns(world, on, now, fired, []);
      const to = automation === undefined ? '' : ` to ${automation}`;
      const data = { replay, runs: runs.length };
      await store.auditRecords.insert([
        auditRecord(by, 'REPLAY', ['event', id], `Replayed the event ${id}${to}`, data),
      ]);
      return { runs: runs.map(({ run }) => ({ id: run.id, automation: run.automation })), errors };
    },

    async dryOne(id, automation) {
      await requireAutomation(automation);
      const { fired, errors } = await rematch(world, await live.current(), [await eventOf(id)], automation, '');
      return { runs: fired.map(({ run }) => ({ automation: run.automation })), errors };
    },

    async many(filter, automation, by) {
      requireEventFilter(filter);
      await requireAutomation(automation);
      if (filter.jq !== undefined) await prepareEventTest(filter.jq, world.jq);
      const last = await store.eventList.last();
      const { count, complete } = await countEvents(world, filter, last);
      const id = newId('bulk');
      const request: JsonObject = { ...shownFilter(filter), ...(automation !== undefined && { automation }) };
      await store.transaction(async (tx) => {
        const job = { id, kind: 'replay', by, request, total: complete ? count : null } as const;
        await tx.bulkJobs.create(job, { after: 0, last });
        await tx.auditRecords.insert([
          auditRecord(by, 'REPLAY', ['bulk', id], `Started the bulk job ${id}: replay events`, request),
        ]);
      });
      look();
      const job = await store.bulkJobs.get(id);
      if (job === null) throw new Error('a bulk job vanished');
      return bulkView(job);
    },

    async dryMany(filter, automation) {
      requireEventFilter(filter);
      await requireAutomation(automation);
      const test = filter.jq === undefined ? null : await prepareEventTest(filter.jq, world.jq);
      const { complete, ...result } = await tryEvents(world, await live.current(), filter, automation, test);
      if (test !== null) return { count: result.tried, complete, ...result };
      return { ...(await countEvents(world, filter, await store.eventList.last())), ...result };
    },
  };
}

/** Matches stored events against the current automations, or one of them; the runs belong to the replay. */
export async function rematch(
  world: ReplayWorld,
  now: Live,
  events: readonly StoredEvent[],
  automation: string | undefined,
  replay: string,
): Promise<{ fired: Fired[]; errors: MatchError[] }> {
  const options = { deadline, ...(automation !== undefined && { only: new Set([automation]) }) };
  const roots = events.map(({ event }) => event);
  const matches = await match(now.index, roots, world.jq, options);
  const fired: Fired[] = [];
  const errors: MatchError[] = [];
  for (const [index, stored] of events.entries()) {
    for (const candidate of matches[index] ?? []) {
      const { identifier } = candidate.automation;
      if (candidate.verdict === 'match') {
        fired.push({ stored, run: { ...newRun(world, now, stored, candidate), repeats: replay } });
      } else errors.push({ automation: identifier, message: failuresOf(candidate.why) });
    }
  }
  return { fired, errors };
}

/** Refuses a filter that matches every event, because it was probably left out by mistake. */
function requireEventFilter(filter: ReplayFilter): void {
  if (Object.keys(filter).length > 0) return;
  const names = 'blueprint, entity, source, type, resource, outcome, jq, from or to';
  throw new AppError('invalid_content', `This would replay every event. Give a filter: ${names}`);
}

async function countEvents({ store }: ReplayWorld, filter: EventListFilter, last: number) {
  const begun = performance.now();
  let count = 0;
  for (let after: number | null = 0; after !== null; ) {
    const found = await store.eventList.following(filter, { after, last, limit: counting.atOnce });
    count += found.ids.length;
    after = found.next;
    if (after !== null && performance.now() - begun > counting.ms) return { count, complete: false };
    await nextTurn();
  }
  return { count, complete: true };
}

async function tryEvents(
  world: ReplayWorld,
  now: Live,
  filter: EventListFilter,
  automation: string | undefined,
  test: EventTest | null,
): Promise<Pick<DryReplay, 'complete' | 'tried' | 'runs' | 'errors'>> {
  const begun = performance.now();
  const runs = new Map<string, number>();
  let [tried, errors] = [0, 0];
  let [before, complete]: [number | null, boolean] = [null, false];
  while (tried < dry.events && performance.now() - begun < dry.ms) {
    const page: { events: { id: string }[]; next: number | null } = await world.store.eventList.page(
      filter,
      before,
      dry.atOnce,
    );
    const stored = await world.store.events.getMany(page.events.map(({ id }) => id));
    const events = test === null ? stored : (await test(stored)).fitting;
    const found = await rematch(world, now, events, automation, '');
    for (const { run } of found.fired) runs.set(run.automation, (runs.get(run.automation) ?? 0) + 1);
    errors += found.errors.length;
    tried += events.length;
    before = page.next;
    complete = before === null;
    if (complete) break;
    await nextTurn();
  }
  return { complete, tried, errors, runs: [...runs].map(([name, count]) => ({ automation: name, count })) };
}

/** A filter as it is stored and shown, with times as people read them. */
function shownFilter({ from, to, ...rest }: ReplayFilter): JsonObject {
  return {
    ...rest,
    ...(from !== undefined && { from: new Date(from).toISOString() }),
    ...(to !== undefined && { to: new Date(to).toISOString() }),
  };
}
