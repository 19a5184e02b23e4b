/**
 * The time until the next round of work that is done every `interval` ms: rounds of all such work in the process begin at the
 * same times, so that an idle process wakes rarely and their looks for work share a statement.
 */
export function untilNextRound(interval: number): number {
  const rest = interval - (performance.now() % interval);
  // A timer may be a little early; the next round would follow at once.
  return rest < interval / 2 ? rest + interval : rest;
}
