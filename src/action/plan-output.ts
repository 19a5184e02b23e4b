import type { Plan } from '../core/plan/change.ts';

/** GitHub takes 1 MB of outputs from a job, two bytes a character, and drops all of the job's outputs beyond that. */
const longest = 400_000;

/** A plan as the output `plan` has it: whole, else without what does not change; null when even that is too long. */
export function planOutput(plan: Plan): string | null {
  const whole = JSON.stringify(plan);
  if (whole.length <= longest) return whole;
  const short = JSON.stringify({ ...plan, changes: plan.changes.filter(({ action }) => action !== 'unchanged') });
  return short.length <= longest ? short : null;
}
