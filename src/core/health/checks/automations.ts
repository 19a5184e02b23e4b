import type { Check, ServiceFacts } from '../check.ts';
import { counted, listed } from '../words.ts';

/** Whether the newest run of each automation succeeded. */
export const automationsCheck: Check<ServiceFacts> = {
  name: 'automations',
  title: 'Automations',
  about: 'Published automations whose newest run failed.',
  look({ report: { failing } }) {
    if (failing.length === 0) return { state: 'ok', message: 'no newest run of an automation failed' };
    const [first] = failing;
    return {
      state: 'warning',
      message: `the newest run failed of ${counted(failing.length, 'automation')}: ${listed(failing.map(({ automation }) => automation))}`,
      fix: `see why with catalog-automations runs show ${first?.run ?? 'ID'}`,
    };
  },
};
