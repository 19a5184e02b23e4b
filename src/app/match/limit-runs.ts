import { debounced, debounceKey } from '../../core/run/debounce.ts';
import type { Run } from '../../core/run/run.ts';
import { isShadow } from '../../core/settings/limits.ts';
import type { DebounceKey } from '../../store/limited-runs.ts';
import type { Tx } from '../../store/store.ts';
import { newId } from '../ids.ts';
import { contextsOf } from '../operate/contexts.ts';
import type { RunSteps } from '../runs/run-events.ts';
import type { World } from '../world.ts';
import { type Live, settingsOf } from './live-automations.ts';
import type { Fired } from './store-runs.ts';

/** Applies the settings of its automation to a new run: shadow mode, or waiting for limits. `now` in ms. */
export function treated(live: Live, { run, stored }: Fired, now: number): Run {
  if (isShadow(settingsOf(live, run.automation))) return { ...run, shadow: true };
  const limits = live.limits.get(run.automation);
  if (limits === undefined || run.phase !== 'queued') return run;
  // A replay is requested for each event, so it is not debounced.
  if (limits.debounce === null || run.repeats !== '') {
    return limits.concurrency === null && limits.rate === null ? run : { ...run, phase: 'limited' };
  }
  return { ...run, phase: 'limited', nextAt: now + limits.debounce.ms, debounce: debounceKey(stored.event) };
}

/** The entity whose later events a run waits for. */
export function keyOf({ automation, phase, debounce }: Run): DebounceKey[] {
  return phase === 'limited' && debounce !== null ? [{ automation, key: debounce }] : [];
}

/** Ends the waiting runs that new ones replace; the caller has locked their entities. */
export async function replaceEarlier(
  tx: Tx,
  { clock }: Pick<World, 'clock'>,
  live: Live,
  keys: readonly DebounceKey[],
): Promise<RunSteps[]> {
  const unique = new Map(keys.map((key) => [JSON.stringify([key.automation, key.key]), key]));
  const changes: { before: Run; after: Run }[] = [];
  for (const key of unique.values()) {
    const waiting = await tx.limited.about(key);
    const settled = debounced(waiting, live.limits.get(key.automation)?.debounce?.text ?? '', clock.now());
    if (settled === null) continue;
    const { last, replaced, lines } = settled;
    await tx.runs.save([last, ...replaced]);
    await tx.history.addLogs(lines.map((line) => ({ ...line, id: newId('log'), by: null })));
    const before = new Map(waiting.map((run) => [run.id, run]));
    changes.push(...replaced.map((after) => ({ before: before.get(after.id) ?? after, after })));
  }
  const runs = changes.map(({ after }) => after);
  const contexts = await contextsOf(tx, live.listeners, runs);
  return changes.map(({ before, after }, index) => ({
    before,
    steps: [after],
    ...(contexts[index] ?? { automation: null, event: null }),
  }));
}
