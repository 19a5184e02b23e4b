/** A rate: a number of calls in any period of a number of ms. */
export type Rate = { count: number; period: number };

/** Calls that were admitted, in short stretches of time: when each began, ms since the epoch, and how many there were. */
export type AdmittedCalls = readonly (readonly [begun: number, count: number])[];

/** How many calls a rate admits now, and the earlier calls that still count. */
export type RateState = { free: number; calls: AdmittedCalls; now: number };

/** Into how many stretches a period is divided: calls of one stretch are kept as one number. */
const stretches = 60;

/**
 * Determines how many calls a rate admits. A stretch counts until all of it is past, so there are never more calls than
 * the rate allows in any period, and at worst a sixtieth fewer. Time never goes back, although the clocks of replicas
 * differ.
 */
export function rateState({ count, period }: Rate, calls: AdmittedCalls, clock: number): RateState {
  const now = Math.max(clock, calls.at(-1)?.[0] ?? 0);
  const kept = calls.filter(([begun]) => begun + lengthOf(period) > now - period);
  const used = kept.reduce((sum, [, some]) => sum + some, 0);
  return { free: Math.max(0, count - used), calls: kept, now };
}

/** The calls after `count` more were admitted. */
export function withAdmitted({ period }: Rate, { calls, now }: RateState, count: number): AdmittedCalls {
  if (count === 0) return calls;
  const begun = Math.floor(now / lengthOf(period)) * lengthOf(period);
  const last = calls.at(-1);
  if (last === undefined || last[0] < begun) return [...calls, [begun, count]];
  return [...calls.slice(0, -1), [last[0], last[1] + count]];
}

function lengthOf(period: number): number {
  return Math.max(1, Math.floor(period / stretches));
}
