import { AppError } from '../../core/error.ts';
import { targetNameOf } from '../../core/run/target-name.ts';
import type { BulkView } from '../../core/views/bulk-view.ts';
import { type Pause, pauseView } from '../../core/views/pause-view.ts';
import type { TargetRow, TargetState } from '../../core/views/target-view.ts';
import type { Target } from '../../store/targets.ts';
import type { World } from '../world.ts';
import type { Operate } from './operate.ts';

/** The targets that automations call and that fail, are paused or have waiting runs. */
export type TargetViews = {
  /** Lists targets that fail, are paused or have waiting runs; those with the most waiting runs first. */
  list(): Promise<TargetRow[]>;
  /** Probes a target now, and sends the runs that wait for it when it works. */
  retry(target: string, by: string | null): Promise<BulkView>;
};

/** Creates the views of targets. */
export function createTargetViews({ store }: Pick<World, 'store'>, operate: Pick<Operate, 'changeRuns'>): TargetViews {
  const views: TargetViews = {
    async list() {
      const [failing, pauses, waiting] = [
        await store.targets.list(),
        await store.pauses.list(),
        await store.selection.waitingByTarget(),
      ];
      const paused = new Map(pauses.flatMap((pause) => (pause.kind === 'target' ? [[pause.name, pause]] : [])));
      const known = new Map(failing.map((target) => [target.key, target]));
      const runs = new Map(waiting.map((one) => [one.target, one]));
      const names = new Set([...known.keys(), ...paused.keys(), ...runs.keys()]);
      return [...names]
        .map((name) => rowOf(name, known.get(name), paused.get(name), runs.get(name)))
        .sort((a, b) => b.waitingRuns - a.waitingRuns || (a.target < b.target ? -1 : 1));
    },

    async retry(given, by) {
      const target = targetNameOf(given);
      if (!(await views.list()).some((row) => row.target === target)) {
        const message = `${target} is not failing and has no waiting runs; check the name against the list of targets`;
        throw new AppError('not_found', message);
      }
      await store.targets.probeNow(target);
      return operate.changeRuns({ target, status: 'IN_PROGRESS' }, { kind: 'retry', as: 'same' }, by);
    },
  };
  return views;
}

type WaitingCounts = { waiting: number; parked: number };

function rowOf(
  target: string,
  known: Target | undefined,
  pause: Pause | undefined,
  { waiting, parked }: WaitingCounts = { waiting: 0, parked: 0 },
): TargetRow {
  const { failures = 0, parkedSince = null, probeAt = null, reason = null } = known ?? {};
  return {
    target,
    state: stateOf(pause, parkedSince, parked, failures),
    failures,
    since: timeOf(parkedSince),
    nextProbeAt: timeOf(probeAt),
    reason,
    waitingRuns: waiting,
    paused: pause === undefined ? null : pauseView(pause),
  };
}

function stateOf(pause: Pause | undefined, since: number | null, parked: number, failures: number): TargetState {
  if (pause !== undefined) return 'paused';
  if (since !== null) return 'open';
  if (parked > 0) return 'slow';
  return failures > 0 ? 'failing' : 'closed';
}

function timeOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
