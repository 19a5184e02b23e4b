import { AppError } from '../../core/error.ts';
import type { JsonObject } from '../../core/json.ts';
import type { EventListFilter } from '../../store/event-list.ts';
import type { StoredEvent } from '../../store/events.ts';
import type { LiveAutomations } from '../match/live-automations.ts';
import { type Starting, storeRuns } from '../match/store-runs.ts';
import { prepareEventTest } from '../runs/event-jq.ts';
import type { BulkRound } from './bulk-runner.ts';
import { type ReplayWorld, rematch } from './replay-events.ts';

/** How many events one round matches. */
const roundSize = 100;

/**
 * The round of jobs that replay events. Runs are stored before the progress is: a repeated round creates no second run,
 * because a run belongs to its event, its automation and its replay.
 */
export function createReplayRound(world: ReplayWorld, live: LiveAutomations, on: Starting): BulkRound {
  const { store, clock } = world;
  // Queued, so that the slots for new events stay free.
  const queued: Starting = { ...on, reserve: () => 0 };
  async function selected(events: StoredEvent[], { jq }: JsonObject): Promise<StoredEvent[]> {
    if (typeof jq !== 'string') return events;
    const { fitting, late } = await (await prepareEventTest(jq, world.jq))(events);
    // Skipping them would lose them silently, so the round is retried.
    if (late > 0) throw new AppError('unavailable', `jq took too long for ${late} of ${events.length} events`);
    return fitting;
  }

  return async (job, lease) => {
    const { after = 0, last = 0 } = job.cursor as { after?: number; last?: number };
    const { ids, next } = await store.eventList.following(filterOf(job.request), { after, last, limit: roundSize });
    const stored = await selected(await store.events.getMany(ids), job.request);
    const order = new Map(ids.map((id, index) => [id, index]));
    stored.sort((a, b) => (order.get(a.event.id) ?? 0) - (order.get(b.event.id) ?? 0));
    const now = await live.current();
    const { automation } = job.request;
    const only = typeof automation === 'string' ? automation : undefined;
    if (!(await store.bulkJobs.renew(job.id, lease.replica, lease.ms))) return null;
    const { fired, errors } = await rematch(world, now, stored, only, job.id);
    const fresh = await storeRuns(world, queued, now, fired, []);
    return store.transaction(async (tx) => {
      if (!(await tx.bulkJobs.renew(job.id, lease.replica, lease.ms))) return null;
      const { done, changed, waiting, skipped } = job.counts;
      const counts = {
        done: done + ids.length,
        changed: changed + fresh.length,
        waiting,
        skipped: skipped + errors.length,
      };
      const cursor = { after: next ?? last, last };
      await tx.bulkJobs.progress(job.id, { counts, cursor, ended: next === null });
      return { job: { ...job, counts, cursor, endedAt: next === null ? clock.now() : null } };
    });
  };
}

function filterOf({ automation: _, jq: __, from, to, ...rest }: JsonObject): EventListFilter {
  return {
    ...(rest as EventListFilter),
    ...(typeof from === 'string' && { from: Date.parse(from) }),
    ...(typeof to === 'string' && { to: Date.parse(to) }),
  };
}
