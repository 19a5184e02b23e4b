import type { Plan } from '../core/plan/planned-change.ts';

/** GitHub takes 1 MB of outputs from a job, two bytes a character, and drops all of the job's outputs beyond that. */
const maxCharacters = 400_000;

/**
 * Formats a plan for the output `plan`, without unchanged automations and without what is created and deleted if it is
 * long; null when it is too long even so.
 */
export function planOutput(plan: Plan): string | null {
  const whole = JSON.stringify(plan);
  if (whole.length <= maxCharacters) return whole;
  const changes = plan.changes.filter(({ action }) => action !== 'unchanged');
  const short = JSON.stringify({ ...plan, changes: changes.map(({ definition: _, ...change }) => change) });
  return short.length <= maxCharacters ? short : null;
}
