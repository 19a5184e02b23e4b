import { AppError } from '../../core/error.ts';
import { targetNameOf } from '../../core/run/target-name.ts';
import {
  heldRuns,
  type Pause,
  type PauseKind,
  type PausesView,
  type PauseView,
  pauseView,
} from '../../core/views/pause-view.ts';
import { readExisting } from '../automations/automations.ts';
import { automationResource } from '../automations/record-changes.ts';
import type { LiveAutomations } from '../match/live-automations.ts';
import { auditRecord } from '../runs/audit-record.ts';
import type { World } from '../world.ts';
import { unknownTarget } from './known-targets.ts';

/** What is paused: while it is, events are stored and matched, and the runs are held. */
export type Pausing = {
  list(): Promise<PausesView>;
  /** Pauses, or changes the reason and the end of a pause. `until` in ms since the epoch. */
  pause(
    kind: PauseKind,
    name: string,
    why: { reason: string; until: number | null },
    by: string | null,
  ): Promise<{ pause: PauseView; warnings: { message: string }[] }>;
  /** Ends a pause; the held runs continue. */
  resume(kind: PauseKind, name: string, by: string | null): Promise<void>;
};

/** Creates the use case for pauses; `released` is called when runs may continue. */
export function createPausing(
  world: Pick<World, 'store' | 'clock' | 'backends'>,
  live: LiveAutomations,
  released: () => void,
): Pausing {
  const { store, clock } = world;
  return {
    async list() {
      const pauses = (await store.pauses.list()).map(pauseView);
      return { pauses, heldRuns: heldRuns(await store.backlog()) };
    },

    async pause(kind, given, { reason, until }, by) {
      const name = kind === 'target' ? targetNameOf(given) : given;
      if (until !== null && until <= clock.now()) {
        throw new AppError('invalid_content', 'until must be in the future');
      }
      await store.transaction(async (tx) => {
        if (kind === 'automation') await readExisting(tx.automations, name);
        await tx.pauses.put({ kind, name, reason, by, until });
        await tx.automations.touch(kind === 'automation' ? [name] : []);
        const end = until === null ? null : new Date(until).toISOString();
        await tx.auditRecords.insert([
          auditRecord(by, 'PAUSE', [resourceOf(kind), name], `Paused ${name}: ${reason}`, { reason, until: end }),
        ]);
      });
      const pause = (await store.pauses.list()).find((one) => one.kind === kind && one.name === name);
      if (pause === undefined) throw new AppError('conflict', `The pause of ${name} was ended at the same time`);
      const warning = kind === 'target' ? await unknownTarget(world, await live.current(), name) : null;
      return { pause: pauseView(pause), warnings: warning === null ? [] : [{ message: warning }] };
    },

    async resume(kind, given, by) {
      await store.transaction(async (tx) => {
        const origin = kind === 'target' ? targetNameOf(given) : given;
        const pause = (await tx.pauses.remove(kind, given)) ?? (await tx.pauses.remove(kind, origin));
        if (pause === null) throw new AppError('not_found', `${given} is not paused`);
        const { name } = pause;
        await tx.automations.touch(kind === 'automation' ? [name] : []);
        await tx.auditRecords.insert([
          auditRecord(by, 'RESUME', [resourceOf(kind), name], `Resumed ${name}`, resumed(pause)),
        ]);
      });
      released();
    },
  };
}

/** Ends pauses that have expired; true when there were any. */
export async function endPauses({ store }: Pick<World, 'store'>): Promise<boolean> {
  return store.transaction(async (tx) => {
    const ended = await tx.pauses.end();
    if (ended.length === 0) return false;
    await tx.automations.touch(ended.flatMap(({ kind, name }) => (kind === 'automation' ? [name] : [])));
    await tx.auditRecords.insert(
      ended.map((pause) => {
        const message = `The pause of ${pause.name} ended at the time set by ${pause.by ?? 'someone'}`;
        return auditRecord(null, 'RESUME', [resourceOf(pause.kind), pause.name], message, resumed(pause));
      }),
    );
    return true;
  });
}

/** The paused automation or target, in the words of the audit log. */
function resourceOf(kind: PauseKind): string {
  return kind === 'automation' ? automationResource : kind;
}

function resumed({ reason, by, since }: Pause) {
  return { reason, pausedBy: by, since: new Date(since).toISOString() };
}

/** How many runs share a transaction. */
const batchSize = 200;

/** Queues runs that are no longer held by a pause, a few at a time, so that new runs do not wait behind all of them. */
export async function releaseRuns(
  { store }: Pick<World, 'store'>,
  wake: () => void,
  room: () => Promise<unknown>,
  stopping: AbortSignal,
): Promise<void> {
  for (let count = batchSize; count === batchSize && !stopping.aborted; ) {
    await room();
    count = await store.transaction(async (tx) => {
      const runs = await tx.pauses.released(batchSize);
      await tx.runs.save(runs.map((run) => ({ ...run, phase: 'queued', nextAt: null })));
      await tx.jobs.put(runs.map(({ id }) => ({ kind: 'invoke', runId: id })));
      return runs.length;
    });
    if (count > 0) wake();
  }
}
