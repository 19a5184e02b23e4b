import type { Correction } from '../../core/views/explanation-view.ts';

/** Corrections of an automation that were chosen beside an event, and that event, to see them tried on it. */
export type HandedOver = { automation: string; event: string; corrections: readonly Correction[] };

let waiting: HandedOver | null = null;

/** Leaves corrections for the editor of their automation. */
export function handOver(given: HandedOver): void {
  waiting = given;
}

/** Takes the corrections that were left for the editor of an automation; they are taken once. */
export function takeHandedOver(automation: string | null): HandedOver | null {
  const given = waiting;
  waiting = null;
  return given !== null && given.automation === automation ? given : null;
}
