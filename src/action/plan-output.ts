import type { Plan } from '../core/plan/planned-change.ts';

/**
 * GitHub allows a job 1 MB of outputs, counting two bytes per character, and drops all of the job's outputs beyond
 * that.
 */
const maxCharacters = 400_000;

/**
 * Formats a plan for the output `plan`. A long plan omits unchanged automations and created and deleted definitions;
 * null when it is still too long.
 */
export function planOutput(plan: Plan): string | null {
  const whole = JSON.stringify(plan);
  if (whole.length <= maxCharacters) return whole;
  const changes = plan.changes.filter(({ action }) => action !== 'unchanged');
  const short = JSON.stringify({ ...plan, changes: changes.map(({ definition: _, ...change }) => change) });
  return short.length <= maxCharacters ? short : null;
}
