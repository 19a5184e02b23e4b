import { maxWaitSeconds } from '../../core/run/retry.ts';
import type { Outcome } from '../../core/run/run.ts';
import type { Tx } from '../../store/store.ts';
import { openAfter, probeIntervalMs } from './circuit-breaker.ts';
import type { AttemptResult } from './record-outcome.ts';

/** Counts failures by target and resets targets that work; returns those whose circuit breakers open or close. */
export async function noteTargets(tx: Tx, results: readonly AttemptResult[]) {
  const failed = new Map<string, { count: number; reason: string; pause: number }>();
  const worked = new Set<string>();
  const opened: { target: string; reason: string; pause: number }[] = [];
  for (const { target, outcome } of results) {
    if (target === undefined) continue;
    if (isFailure(outcome)) {
      const { count, pause } = failed.get(target) ?? { count: 0, pause: probeIntervalMs };
      // A target that asked for a pause must not be probed by other runs until the pause is over.
      const asked = Math.min((outcome.type === 'retry' && outcome.after) || 0, maxWaitSeconds) * 1000;
      failed.set(target, { count: count + 1, reason: outcome.message, pause: Math.max(pause, asked) });
    } else if (isAnswer(outcome)) {
      worked.add(target);
    }
  }
  for (const [key, { count, reason, pause }] of [...failed].sort(([a], [b]) => (a < b ? -1 : 1))) {
    // A target that also answered in this round is up: the failure has another cause.
    if (worked.has(key)) continue;
    if (await tx.targets.fail(key, count, reason, openAfter, pause)) opened.push({ target: key, reason, pause });
  }
  return { opened, recovered: await tx.targets.recover([...worked].sort()) };
}

/** True for an outcome after which the call may be repeated. */
export function isFailure(outcome: Outcome): outcome is Extract<Outcome, { type: 'retry' | 'unknown' }> {
  return outcome.type === 'retry' || outcome.type === 'unknown';
}

/**
 * False for a call that this service refused itself, such as to a private address; that says nothing about the target.
 */
function isAnswer(outcome: Outcome): boolean {
  return outcome.type !== 'rejected' || outcome.statusCode !== undefined;
}
