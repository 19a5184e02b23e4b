import type { HealthCheck, ServiceFacts } from '../health-check.ts';
import { listed, spoken } from '../phrases.ts';

/** The differences from which GitHub may refuse the App's tokens, and from which signatures are refused, ms. */
const noticed = 30_000;
const refused = 300_000;

/** Whether the service's clock agrees with the database and with GitHub. */
export const clockCheck: HealthCheck<ServiceFacts> = {
  name: 'clock',
  title: 'Clock',
  about:
    "The service's clock, compared with the database's and GitHub's (its `Date` header): a difference of 30 seconds is a warning, 5 minutes an error.",
  look({ clocks }) {
    const wrong = clocks.filter(({ ahead }) => Math.abs(ahead) >= noticed);
    if (wrong.length === 0) {
      return { state: 'ok', message: `the service agrees with ${listed(clocks.map(({ name }) => name)) || 'itself'}` };
    }
    const words = wrong.map(({ name, ahead }) => `${spoken(ahead)} ${ahead > 0 ? 'ahead of' : 'behind'} ${name}`);
    return {
      state: wrong.some(({ ahead }) => Math.abs(ahead) >= refused) ? 'error' : 'warning',
      message: `the service's clock is ${listed(words)}`,
      fix: "synchronize it with a time server (NTP); otherwise, GitHub refuses the App's tokens and receivers refuse its signatures",
    };
  },
};
