import type { HealthCheck, ServiceFacts } from '../health-check.ts';
import { counted } from '../phrases.ts';

/** Whether received webhooks could be handled. */
export const webhooksCheck: HealthCheck<ServiceFacts> = {
  name: 'webhooks',
  title: 'Webhooks',
  about: 'Webhooks from GitHub and other providers that could not be handled completely.',
  look({ report: { deliveries } }) {
    const [newest] = deliveries;
    if (newest === undefined) return { state: 'ok', message: 'every webhook was handled' };
    const why = newest.problems[0] ?? `waits for ${newest.waitsFor ?? 'its turn'}`;
    return {
      state: 'warning',
      message: `${counted(deliveries.length, 'webhook')} not handled completely, the newest (${newest.webhook}): ${why}`,
      fix: 'GET /v1/github/deliveries?troubled=true lists them; the cause is usually a mapping',
    };
  },
};
