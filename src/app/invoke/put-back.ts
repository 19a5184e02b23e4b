import type { JsonObject } from '../../core/json.ts';
import type { Run } from '../../core/run/run.ts';
import type { Job } from '../../store/queue.ts';
import type { Tx } from '../../store/store.ts';
import { createBatcher } from '../background/batch.ts';
import { newId } from '../ids.ts';
import type { World } from '../world.ts';
import type { Wait } from './circuit-breaker.ts';

/** A run that a pause holds until it ends: `held` says why, for the log of the run. */
export type Held = { held: string };

/** A run that waits for the limits of its automation, until it is admitted. */
export type LimitedWait = 'limited';

/** A claimed run that cannot be called now, what it would have sent if that is known, and when it is due again. */
export type PutBack = { run: Run; job: Job | null; wait: Wait | Held | LimitedWait } & (
  | { payload: JsonObject; target: string }
  | { payload?: never; target?: never }
);

/** Instead of `Held`: the pause was ended before the run was put back, so it is called at once. */
const resumed = 'resumed';

type WaitingRun = Pick<PutBack, 'run' | 'payload' | 'target'> & { wait: PutBack['wait'] | typeof resumed };

/** How many runs share a transaction. */
const batchSize = 200;

/**
 * Nothing waits for a run to be put back. While a target is down, every batch of new runs contains some of its runs,
 * and a transaction for each of these would take a quarter of the database's time.
 */
const gathering = { first: 500, next: 500 };

/**
 * Puts runs back without using up an attempt, because their target is down, slow or paused. Runs put back at the same
 * time share a transaction.
 */
export function createPutBack({ store }: Pick<World, 'store'>): (item: PutBack) => Promise<void> {
  return createBatcher(
    async (items: PutBack[]) => {
      await store.transaction(async (tx) => {
        const locked = await tx.runs.lock(items.map(({ run }) => run.id));
        const current = new Map(locked.map((run) => [run.id, run]));
        await tx.jobs.drop(items.flatMap(({ job }) => job ?? []));
        await tx.history.cancelAttempts(items.map(({ run }) => ({ runId: run.id, attempt: run.attempt })));
        const isPaused = await pausedNow(tx, items);
        // A report may have ended a run since it was claimed.
        const open = items.flatMap((item) => {
          const now = current.get(item.run.id);
          if (now?.phase !== 'invoking') return [];
          const wait: WaitingRun['wait'] = isHeld(item.wait) && !isPaused(item) ? resumed : item.wait;
          return [{ waiting: waitingRun(now, { ...item, wait }), wait }];
        });
        await tx.runs.save(open.map(({ waiting }) => waiting));
        // A held run needs no job: the end of the pause queues it, as admission does with a limited one.
        await tx.jobs.put(
          open.flatMap(({ waiting: { id: runId }, wait }) => {
            if (wait === resumed) return [{ kind: 'invoke' as const, runId }];
            return isTimed(wait) ? [{ kind: 'invoke' as const, runId, at: wait.at }] : [];
          }),
        );
        const explained = open.flatMap(({ waiting: { id }, wait }) => {
          if (wait === 'limited' || wait === resumed) return [];
          if ('held' in wait) return [{ id, since: wait.held, cause: '' }];
          return wait.parked === null ? [] : [{ id, ...wait.parked }];
        });
        const lastMessages = await tx.history.lastMessages(explained.map(({ id }) => id));
        await tx.history.addLogs(
          explained
            // Every failed probe puts its run back again.
            .filter(({ id, since }) => lastMessages.get(id)?.startsWith(since) !== true)
            .map(({ id, since, cause }) => ({
              id: newId('log'),
              runId: id,
              by: null,
              level: 'warning',
              message: `${since}${cause}`,
            })),
        );
      });
      return items.map(() => undefined);
    },
    batchSize,
    gathering,
  );
}

/**
 * The runs that a pause holds at this moment. A pause that was read earlier may have ended since; a run put back for it
 * would be left behind, because the held runs have already been released.
 */
async function pausedNow(tx: Tx, items: readonly PutBack[]): Promise<(item: PutBack) => boolean> {
  if (!items.some(({ wait }) => isHeld(wait))) return () => false;
  const paused = new Set((await tx.pauses.lock()).map(({ kind, name }) => `${kind} ${name}`));
  return ({ run, target }) =>
    paused.has(`automation ${run.automation}`) || paused.has(`target ${target ?? run.target ?? ''}`);
}

/** The waiting run, without the attempt that was not made. */
function waitingRun(now: Run, { run, payload, target, wait }: WaitingRun): Run {
  return {
    ...now,
    phase: phaseOf(wait),
    attempt: run.attempt - 1,
    claimedBy: null,
    nextAt: isTimed(wait) ? wait.at : null,
    permit: null,
    payload: payload ?? now.payload,
    target: target ?? now.target,
  };
}

function phaseOf(wait: WaitingRun['wait']): Run['phase'] {
  if (wait === 'limited') return 'limited';
  if (wait === resumed) return 'queued';
  return isTimed(wait) ? 'parked' : 'held';
}

function isTimed(wait: WaitingRun['wait']): wait is Wait {
  return typeof wait === 'object' && 'at' in wait;
}

function isHeld(wait: WaitingRun['wait']): wait is Held {
  return typeof wait === 'object' && 'held' in wait;
}
