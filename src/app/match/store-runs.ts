import type { Run } from '../../core/run/run.ts';
import type { StoredEvent } from '../../store/events.ts';
import type { MatchError } from '../../store/tables.ts';
import type { InvokeItem } from '../invoke/invoke.ts';
import { storeRunEvents } from '../runs/run-events.ts';
import type { World } from '../world.ts';
import { keyOf, replaceEarlier, treated } from './limit-runs.ts';
import { type Live, pauseOf } from './live-automations.ts';

/** An event that fires an automation, and the run to create. */
export type Fired = { stored: StoredEvent; run: Run };

/** A fully decided event, with the conditions that failed on it. */
export type Mark = { id: string; errors: MatchError[] };

/** How runs are started once they are stored. */
export type Starting = {
  wake(): void;
  cascade(events: StoredEvent[]): void;
  /** Reserves slots for runs that this process attempts immediately, without the queue. */
  reserve(count: number): number;
  start(items: InvokeItem[], reserved: number): void;
};

/** Stores runs, their jobs, their run events and the marks of events in one transaction; returns the new runs. */
export async function storeRuns(
  world: Pick<World, 'store' | 'clock' | 'settings'>,
  on: Starting,
  now: Live,
  fired: readonly Fired[],
  marks: readonly Mark[],
): Promise<Fired[]> {
  if (fired.length === 0 && marks.length === 0) return [];
  for (const entry of fired) {
    const isPaused = pauseOf(now, 'automation', entry.run.automation, world.clock.now()) !== null;
    if (isPaused && entry.run.endedAt === null) entry.run = { ...entry.run, phase: 'held' };
    if (now.byIdentifier.get(entry.run.automation)?.settings != null)
      entry.run = treated(now, entry, world.clock.now());
  }
  const open = fired.filter(({ run }) => run.phase === 'queued');
  const reserved = on.reserve(open.length);
  // Stored as claimed by this process: after a crash, recovery finds them like any run of a dead replica.
  for (const entry of open.slice(0, reserved)) {
    entry.run = { ...entry.run, phase: 'invoking', attempt: 1, claimedBy: world.settings.replica };
  }
  let started: InvokeItem[] = [];
  try {
    const { fresh, cascaded } = await storeAll(world, now, fired, marks);
    const claimed = fresh.filter(({ run }) => run.phase === 'invoking');
    started = claimed.map(({ run, stored }) => ({ run, event: stored.event, unconfirmedSince: null, job: null }));
    if (fresh.some(({ run }) => run.phase === 'queued' || run.phase === 'limited')) on.wake();
    if (cascaded.length > 0) on.cascade(cascaded);
    return fresh;
  } finally {
    on.start(started, reserved);
  }
}

async function storeAll(
  world: Pick<World, 'store' | 'clock' | 'settings'>,
  now: Live,
  fired: readonly Fired[],
  marks: readonly Mark[],
) {
  return world.store.transaction(async (tx) => {
    const keys = fired.flatMap(({ run }) => keyOf(run));
    if (keys.length > 0) await tx.limited.lockEntities(keys);
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
    const replaced = keys.length > 0 ? await replaceEarlier(tx, world, now, keys) : [];
    return { fresh, cascaded: await storeRunEvents(tx, world, now.listeners, [...changes, ...replaced]) };
  });
}
