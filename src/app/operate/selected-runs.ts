import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../../core/error.ts';
import type { JsonObject } from '../../core/json.ts';
import { busy, type RetryAs, retryablePhases, waitingPhases } from '../../core/run/intervene.ts';
import type { RunPhase, RunStatus } from '../../core/run/run.ts';
import type { RunSelection, SelectedStatus } from '../../store/run-selection.ts';
import type { World } from '../world.ts';

/** A request to change many runs; every given field must match. Times are ms since the epoch. */
export type RunsRequest = RunSelection & { status?: RunStatus; phase?: RunPhase };

/** What to do with the selected runs. */
export type RunsWork = { kind: 'retry'; as: RetryAs } | { kind: 'cancel' };

/** How many runs were selected; `complete` is false when counting stopped early, so that there are at least as many. */
export type CountedRuns = { count: number; complete: boolean };

/** The time that counting may take, ms: the caller waits for it. */
const countingMs = 600;

/** How many runs are counted by one statement. */
const countedAtOnce = 5_000;

/** The parts of a selection that the operation can change, one for each status. */
export function partsOf({ status, phase }: RunsRequest, work: RunsWork): SelectedStatus[] {
  const only = (phases: readonly RunPhase[]) => (phase === undefined ? phases : phases.filter((one) => one === phase));
  const ended = (of: RunStatus): SelectedStatus => ({ status: of, phases: only(['ended']), unrepeated: true });
  const parts: Record<RunStatus, SelectedStatus> =
    work.kind === 'cancel'
      ? {
          IN_PROGRESS: { status: 'IN_PROGRESS', phases: only([...waitingPhases, 'invoking', 'accepted']) },
          FAILURE: { status: 'FAILURE', phases: [] },
          SUCCESS: { status: 'SUCCESS', phases: [] },
        }
      : {
          IN_PROGRESS: { status: 'IN_PROGRESS', phases: work.as === 'new' ? [] : only(retryablePhases) },
          FAILURE: ended('FAILURE'),
          SUCCESS: ended('SUCCESS'),
        };
  // Successful runs are repeated only on request.
  const wanted = status === undefined ? (['IN_PROGRESS', 'FAILURE'] as const) : [status];
  return wanted.map((one) => parts[one]).filter(({ phases }) => phases === undefined || phases.length > 0);
}

/**
 * Refuses a selection of everything, because the filter was probably left out by mistake, and a selection of runs that
 * the operation cannot change.
 */
export function requireFilter(request: RunsRequest, work: RunsWork): void {
  if (Object.keys(request).length > 0) {
    if (partsOf(request, work).length > 0) return;
    throw new AppError('invalid_content', impossible(request, work));
  }
  throw new AppError(
    'invalid_content',
    'This would change every run. Give a filter: automation, target, status, phase, error, blueprint, entity, search, from, to or runs',
  );
}

/** Counts the runs that a request selects, for as long as a caller may wait. */
export async function countRuns(
  { store }: Pick<World, 'store'>,
  request: RunsRequest,
  work: RunsWork,
  last: number,
): Promise<CountedRuns> {
  const begun = performance.now();
  let total = 0;
  for (const part of partsOf(request, work)) {
    for (let after: number | null = 0; after !== null; ) {
      const window = { after, last, limit: countedAtOnce };
      const counted: { count: number; next: number | null } = await store.selection.count(request, part, window);
      total += counted.count;
      after = counted.next;
      if (after !== null && performance.now() - begun > countingMs) return { count: total, complete: false };
      // PGlite answers in microtasks.
      await nextTurn();
    }
  }
  return { count: total, complete: true };
}

/** A request as it is stored and shown, with times as people read them. */
export function shownRequest({ from, to, runs, ...rest }: RunsRequest): JsonObject {
  return {
    ...rest,
    ...(runs !== undefined && { runs: [...runs] }),
    ...(from !== undefined && { from: new Date(from).toISOString() }),
    ...(to !== undefined && { to: new Date(to).toISOString() }),
  };
}

/** Reads a stored request. */
export function storedRequest(stored: JsonObject): RunsRequest {
  const { from, to, as: _, ...rest } = stored;
  return {
    ...(rest as RunsRequest),
    ...(typeof from === 'string' && { from: Date.parse(from) }),
    ...(typeof to === 'string' && { to: Date.parse(to) }),
  };
}

/** Explains why no selected run can be changed, because "0 runs" would be misleading. */
function impossible({ status, phase }: RunsRequest, work: RunsWork): string {
  if (work.kind === 'cancel') return 'Runs that have ended cannot be cancelled';
  const why = phase === 'blocked' ? 'was blocked, because its chain of runs is too long' : phase && busy[phase];
  if (why !== undefined) return `A run in the phase ${phase} cannot be retried: it ${why}`;
  if (work.as === 'new' && (status === 'IN_PROGRESS' || (phase !== undefined && phase !== 'ended'))) {
    return 'A run that has not ended cannot be repeated as "new"; cancel it first, or retry it as "same"';
  }
  return `No run of the status ${status} is in the phase ${phase}`;
}
