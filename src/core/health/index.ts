import type { CheckView } from '../views/health-view.ts';
import { automationsCheck } from './checks/automations-check.ts';
import { clockCheck } from './checks/clock-check.ts';
import { conditionsCheck } from './checks/conditions-check.ts';
import { configurationCheck } from './checks/configuration-check.ts';
import { databaseCheck } from './checks/database-check.ts';
import { definitionsCheck } from './checks/definitions-check.ts';
import { diskCheck } from './checks/disk-check.ts';
import { environmentCheck } from './checks/environment-check.ts';
import { gitHubAppCheck } from './checks/github-app-check.ts';
import { localClockCheck } from './checks/local-clock-check.ts';
import { pausesCheck } from './checks/pauses-check.ts';
import { queueCheck } from './checks/queue-check.ts';
import { secretsCheck } from './checks/secrets-check.ts';
import { serviceCheck } from './checks/service-check.ts';
import { targetsCheck } from './checks/targets-check.ts';
import { tasksCheck } from './checks/tasks-check.ts';
import { webhooksCheck } from './checks/webhooks-check.ts';
import type { CallerFacts, HealthCheck, ServiceFacts } from './health-check.ts';

/** The checks that the caller of a service makes itself. */
export const callerChecks: readonly HealthCheck<CallerFacts>[] = [
  serviceCheck,
  localClockCheck,
  environmentCheck,
  { ...diskCheck, look: ({ local }) => (local === null ? null : diskCheck.look(local)) },
];

/** The checks that the service makes, from its foundations to its work. */
export const serviceChecks: readonly HealthCheck<ServiceFacts>[] = [
  configurationCheck,
  databaseCheck,
  diskCheck,
  clockCheck,
  gitHubAppCheck,
  tasksCheck,
  queueCheck,
  definitionsCheck,
  targetsCheck,
  pausesCheck,
  conditionsCheck,
  automationsCheck,
  secretsCheck,
  webhooksCheck,
];

/** Runs checks; checks that have nothing to check are left out. */
export function carryOut<Facts>(checks: readonly HealthCheck<Facts>[], facts: Facts): CheckView[] {
  return checks.flatMap(({ name, title, look }) => {
    const result = look(facts);
    if (result === null) return [];
    // The fix follows in the same sentence; words of other systems may end with a full stop.
    const message = result.message.replace(/\.$/, '');
    return [{ name, title, ...result, message, fix: result.fix ?? null }];
  });
}
