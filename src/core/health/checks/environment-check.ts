import type { CallerFacts, HealthCheck } from '../health-check.ts';
import { counted, listed } from '../phrases.ts';

/** Whether a service that does not answer could start in the environment of the command. */
export const environmentCheck: HealthCheck<CallerFacts> = {
  name: 'environment',
  title: 'Environment',
  about: 'If no service answers on this machine: whether one could start in the environment of the command.',
  look({ local }) {
    if (local === null) return null;
    const { problems } = local;
    if (problems.length === 0) return { state: 'ok', message: 'a service could start in this environment' };
    return {
      state: 'error',
      message: `${counted(problems.length, 'problem')} in the environment: ${listed(problems)}`,
      fix: 'correct these variables, then start the service',
    };
  },
};
