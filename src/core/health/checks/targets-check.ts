import type { HealthCheck, ServiceFacts } from '../health-check.ts';
import { counted, listed } from '../phrases.ts';

/** Checks whether the targets of automations can be reached. */
export const targetsCheck: HealthCheck<ServiceFacts> = {
  name: 'targets',
  title: 'Targets',
  about: 'Targets that keep failing and whose runs wait.',
  look({ report: { targets } }) {
    if (targets.length === 0) return { state: 'ok', message: 'no target keeps failing' };
    const words = targets.map(({ key, reason }) => (reason === null ? key : `${key} (${reason})`));
    return {
      state: 'error',
      message: `${counted(targets.length, 'target keeps', 'targets keep')} failing: ${listed(words)}`,
      fix: 'when it works again: catalog-automations targets --retry TARGET',
    };
  },
};
