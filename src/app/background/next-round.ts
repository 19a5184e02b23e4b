/**
 * The time until the next round of work that runs every `interval` ms, in ms. Rounds start at multiples of the interval, so that
 * an idle process wakes rarely, and different kinds of work can share one check for what is due.
 */
export function untilNextRound(interval: number): number {
  const rest = interval - (performance.now() % interval);
  // A timer may fire a little early; another round would follow at once.
  return rest < interval / 2 ? rest + interval : rest;
}
