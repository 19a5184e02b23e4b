import type { HealthCheck, ServiceFacts } from '../health-check.ts';
import { counted, listed } from '../phrases.ts';

/** Whether every secret that a definition uses is set. */
export const secretsCheck: HealthCheck<ServiceFacts> = {
  name: 'secrets',
  title: 'Secrets',
  about: 'Secrets that definitions use (`.secrets.<NAME>`) but the service lacks.',
  look({ report: { missingSecrets } }) {
    if (missingSecrets.length === 0) return { state: 'ok', message: 'every secret that a definition uses is set' };
    const words = missingSecrets.map(({ name, automations }) => `${name} (${listed(automations, 2)})`);
    const names = missingSecrets.map(({ name }) => `SECRET_${name}`);
    return {
      state: 'error',
      message: `${counted(missingSecrets.length, 'secret is', 'secrets are')} missing: ${listed(words)}`,
      fix: `set ${listed(names)}, or put a file with that name into SECRETS_DIR`,
    };
  },
};
