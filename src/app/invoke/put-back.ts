import type { JsonObject } from '../../core/json.ts';
import type { Run } from '../../core/run/run.ts';
import type { Job } from '../../store/queue.ts';
import { createBatcher } from '../background/batch.ts';
import { newId } from '../ids.ts';
import type { World } from '../world.ts';
import type { Wait } from './circuit-breaker.ts';

/** A run that a pause holds until it ends: `held` says why, for the log of the run. */
export type Held = { held: string };

/** A run that waits for the limits of its automation, until it is admitted. */
export type Limited = 'limited';

/** A claimed run that cannot be called now, what it would have sent if that is known, and when it comes back. */
export type PutBack = { run: Run; job: Job | null; wait: Wait | Held | Limited } & (
  | { payload: JsonObject; target: string }
  | { payload?: never; target?: never }
);

/** How many runs share a transaction. */
const batchSize = 200;

/**
 * Nothing waits for a run to be put back. Beside a target that is down, every batch of new runs brings some of its runs;
 * a transaction for each of these would take a quarter of the database's time.
 */
const gathering = { first: 500, next: 500 };

/**
 * Puts runs back without using up an attempt, because their target is down, slow or paused. Runs put back at the same time
 * share a transaction, however many wait for a target.
 */
export function createPutBack({ store }: Pick<World, 'store'>): (item: PutBack) => Promise<void> {
  return createBatcher(
    async (items: PutBack[]) => {
      await store.transaction(async (tx) => {
        const locked = await tx.runs.lock(items.map(({ run }) => run.id));
        const current = new Map(locked.map((run) => [run.id, run]));
        await tx.jobs.drop(items.flatMap(({ job }) => job ?? []));
        await tx.history.cancelAttempts(items.map(({ run }) => ({ runId: run.id, attempt: run.attempt })));
        // A report may have ended a run since it was claimed.
        const open = items.flatMap((item) => {
          const now = current.get(item.run.id);
          return now?.phase === 'invoking' ? [{ waiting: waitingRun(now, item), wait: item.wait }] : [];
        });
        await tx.runs.save(open.map(({ waiting }) => waiting));
        // A held run needs no job: the end of the pause queues it, as admission does with a limited one.
        await tx.jobs.put(
          open.flatMap(({ waiting: { id }, wait }) =>
            isTimed(wait) ? [{ kind: 'invoke' as const, runId: id, at: wait.at }] : [],
          ),
        );
        const explained = open.flatMap(({ waiting: { id }, wait }) => {
          if (wait === 'limited') return [];
          if ('held' in wait) return [{ id, since: wait.held, cause: '' }];
          return wait.parked === null ? [] : [{ id, ...wait.parked }];
        });
        const lastMessages = await tx.history.lastMessages(explained.map(({ id }) => id));
        await tx.history.addLogs(
          explained
            // Every failed probe brings a run here again.
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

/** The run as it waits, without the attempt that was not made. */
function waitingRun(now: Run, { run, payload, target, wait }: PutBack): Run {
  return {
    ...now,
    phase: wait === 'limited' ? 'limited' : isTimed(wait) ? 'parked' : 'held',
    attempt: run.attempt - 1,
    claimedBy: null,
    nextAt: isTimed(wait) ? wait.at : null,
    permit: null,
    payload: payload ?? now.payload,
    target: target ?? now.target,
  };
}

function isTimed(wait: Wait | Held | Limited): wait is Wait {
  return wait !== 'limited' && 'at' in wait;
}
