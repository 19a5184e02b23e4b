import type { CallerFacts, HealthCheck } from '../health-check.ts';
import { spoken } from '../phrases.ts';

/** The differences from which a clock should be corrected, and from which signatures are refused, ms. */
const noticed = 30_000;
const refused = 300_000;

/** Whether this machine and the service agree on the time. */
export const localClockCheck: HealthCheck<CallerFacts> = {
  name: 'local-clock',
  title: 'Clock here',
  about:
    "The clock of the machine that runs the command, compared with the service's: a difference of 30 seconds is a warning, 5 minutes an error.",
  look({ ahead }) {
    if (ahead === null) return null;
    if (Math.abs(ahead) < noticed) return { state: 'ok', message: 'this machine and the service agree on the time' };
    return {
      state: Math.abs(ahead) < refused ? 'warning' : 'error',
      message: `this machine's clock is ${spoken(ahead)} ${ahead > 0 ? 'ahead of' : 'behind'} the service's`,
      fix: 'synchronize both with a time server (NTP); signatures that are 5 minutes off are refused',
    };
  },
};
