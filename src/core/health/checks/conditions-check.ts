import type { HealthCheck, ServiceFacts } from '../health-check.ts';
import { counted, listed } from '../phrases.ts';

/** Whether conditions can be decided. */
export const conditionsCheck: HealthCheck<ServiceFacts> = {
  name: 'conditions',
  title: 'Conditions',
  about: 'Conditions that failed with an error on recent events, so automations may not have fired.',
  look({ report: { conditions } }) {
    if (conditions.length === 0) return { state: 'ok', message: 'no condition failed on recent events' };
    const words = conditions.map(({ automation, message }) => `${automation} (${message.split('\n', 1)[0]})`);
    const [first] = conditions;
    return {
      state: 'error',
      message: `${counted(conditions.length, 'condition')} failed: ${listed(words, 2)}`,
      fix: `see why with catalog-automations explain ${first?.lastEvent ?? 'EVENT_ID'}, then replay the events`,
    };
  },
};
