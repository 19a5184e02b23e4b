import type { HealthCheck, ServiceFacts } from '../health-check.ts';
import { counted, listed } from '../phrases.ts';

/** Whether the latest run of each automation succeeded. */
export const automationsCheck: HealthCheck<ServiceFacts> = {
  name: 'automations',
  title: 'Automations',
  about: 'Published automations whose latest run failed.',
  look({ report: { failing } }) {
    if (failing.length === 0) return { state: 'ok', message: "no automation's latest run failed" };
    const [first] = failing;
    return {
      state: 'warning',
      message: `${counted(failing.length, "automation's", "automations'")} latest run failed: ${listed(failing.map(({ automation }) => automation))}`,
      fix: `see why with catalog-automations runs show ${first?.run ?? 'ID'}`,
    };
  },
};
