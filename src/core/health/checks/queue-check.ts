import type { HealthCheck, ServiceFacts } from '../health-check.ts';
import { counted, spoken } from '../phrases.ts';

/** The delays from which work is considered late, and stuck, ms. */
const late = 60_000;
const stuck = 600_000;

/** Checks whether due work is done in time. */
export const queueCheck: HealthCheck<ServiceFacts> = {
  name: 'queue',
  title: 'Queue',
  about:
    'How long the oldest run has been due and the oldest event has been waiting to be matched: a minute is a warning, 10 minutes an error.',
  look({ lag, unmatchedEvents }) {
    const longest = Math.max(lag.run ?? 0, lag.event ?? 0);
    if (longest < late) return { state: 'ok', message: 'nothing is overdue' };
    const run = lag.run !== null && lag.run >= late ? [`the oldest run has been due for ${spoken(lag.run)}`] : [];
    const event =
      lag.event !== null && lag.event >= late
        ? [`${counted(unmatchedEvents, 'event')} not matched yet, for up to ${spoken(lag.event)}`]
        : [];
    return {
      state: longest < stuck ? 'warning' : 'error',
      message: [...run, ...event].join('; '),
      fix: 'add replicas or give the service more CPU; if nothing moves at all, restart it; nothing is lost',
    };
  },
};
