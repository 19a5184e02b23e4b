import { attemptedAt, type RetryAs, repetitionOf, retryStep } from '../../core/run/intervene.ts';
import type { Run } from '../../core/run/run.ts';
import { isShadow } from '../../core/settings/limits.ts';
import type { StoredEvent } from '../../store/events.ts';
import type { JobInput } from '../../store/queue.ts';
import type { Tx } from '../../store/store.ts';
import { newId } from '../ids.ts';
import { cacheTtlMs } from '../invoke/circuit-breaker.ts';
import { type Live, settingsOf } from '../match/live-automations.ts';
import { storeRunEvents } from '../runs/run-events.ts';
import type { World } from '../world.ts';
import { contextsOf } from './contexts.ts';

/** The result for each run: `after` is the run that is attempted, either the same run or a new one. */
export type Retried =
  | { type: 'retried'; before: Run; after: Run }
  /** It waits, parked, until the probe of its target succeeds. */
  | { type: 'waiting'; before: Run; after: Run }
  | { type: 'refused'; before: Run; why: string };

/** Who requested a retry, and how. `probed`: targets that need no further probe; each newly probed target is added. */
export type RetryOptions = { as: RetryAs; by: string | null; probed: Set<string> };

/** By then, every replica has read that the target may be probed. */
const probeDelayMs = cacheTtlMs + 100;

/** Retries locked runs: attempts them now, or repeats ended runs with new ones. */
export async function retryRuns(
  tx: Tx,
  world: Pick<World, 'clock' | 'settings'>,
  live: Live,
  runs: readonly Run[],
  options: RetryOptions,
): Promise<{ results: Retried[]; events: StoredEvent[] }> {
  const now = world.clock.now();
  const open = new Set(
    runs.some(({ endedAt, target }) => endedAt === null && target !== null)
      ? (await tx.targets.parked()).map(({ key }) => key)
      : [],
  );
  const results: Retried[] = [];
  for (const run of runs) results.push(await decide(tx, live, run, { ...options, now, open }));
  const repeated = results.flatMap((result) => (isRepeat(result) ? [result.after] : []));
  const inserted = await tx.runs.insert(repeated);
  for (const [index, result] of results.entries()) {
    if (!isRepeat(result) || inserted.has(result.after.id)) continue;
    const other = await tx.selection.retryOf(result.before);
    const why = `Run ${result.before.id} has already been retried as ${other ?? 'another run'}; retry that run`;
    results[index] = { type: 'refused', before: result.before, why };
  }
  const retried = results.flatMap((result) => (result.type === 'retried' ? [result] : []));
  const again = retried.filter((result) => !isRepeat(result));
  const waiting = results.flatMap((result) => (result.type === 'waiting' ? [result.after] : []));
  await tx.runs.save([...again.map(({ after }) => after), ...waiting]);
  await tx.jobs.put(retried.map(({ after }) => jobOf(after)));
  await tx.history.addLogs(retried.flatMap((result) => linesOf(result, options)));
  const fresh = retried.filter(isRepeat).map(({ after }) => after);
  const contexts = await contextsOf(tx, live.listeners, fresh);
  const changes = fresh.map((after, index) => ({
    before: null,
    steps: [after],
    ...(contexts[index] ?? { automation: null, event: null }),
  }));
  return { results, events: await storeRunEvents(tx, world, live.listeners, changes) };
}

async function decide(
  tx: Tx,
  live: Live,
  run: Run,
  { as, by, probed, now, open }: RetryOptions & { now: number; open: ReadonlySet<string> },
): Promise<Retried> {
  const step = retryStep(run, as);
  if (step.type === 'refused') return { ...step, before: run };
  if (step.type === 'repeat') {
    const hash = as === 'same' ? run.definitionHash : live.byIdentifier.get(run.automation)?.hash;
    if (hash !== undefined) {
      const after = repetitionOf(run, as, { id: newId('r'), definitionHash: hash, now });
      const shadow = isShadow(settingsOf(live, run.automation));
      return { type: 'retried', before: run, after: { ...after, shadow } };
    }
    const why = `The automation ${run.automation} no longer exists; "same" repeats the run with the definition it had`;
    return { type: 'refused', before: run, why };
  }
  if (run.target === null || !open.has(run.target)) {
    return { type: 'retried', before: run, after: attemptedAt(run, null, by, now) };
  }
  // Parked, so that the success of the probe finds it; its own time stays, in case that fails.
  if (probed.has(run.target)) return { type: 'waiting', before: run, after: { ...run, phase: 'parked' } };
  probed.add(run.target);
  await tx.targets.probeNow(run.target);
  return { type: 'retried', before: run, after: attemptedAt(run, now + probeDelayMs, by, now) };
}

function isRepeat(result: Retried): result is Extract<Retried, { type: 'retried' }> {
  return result.type === 'retried' && result.after.id !== result.before.id;
}

function jobOf({ id, nextAt }: Run): JobInput {
  return { kind: 'invoke', runId: id, ...(nextAt !== null && { at: nextAt }) };
}

function linesOf({ before, after }: { before: Run; after: Run }, { as, by }: RetryOptions) {
  const line = (runId: string, message: string) => ({ id: newId('log'), runId, by, level: 'info' as const, message });
  const who = by ?? 'someone';
  if (after.id === before.id) return [line(before.id, `Attempted now at the request of ${who}`)];
  const key = as === 'same' ? `, with its idempotency key ${after.idempotencyKey}` : '';
  return [
    line(before.id, `Retried as ${after.id} at the request of ${who}`),
    line(after.id, `Retries ${before.id}${key} at the request of ${who}`),
  ];
}
