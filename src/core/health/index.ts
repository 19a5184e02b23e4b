import type { CheckView } from '../views/health.ts';
import type { CallerFacts, Check, ServiceFacts } from './check.ts';
import { automationsCheck } from './checks/automations.ts';
import { clockCheck } from './checks/clock.ts';
import { conditionsCheck } from './checks/conditions.ts';
import { configurationCheck } from './checks/configuration.ts';
import { databaseCheck } from './checks/database.ts';
import { definitionsCheck } from './checks/definitions.ts';
import { diskCheck } from './checks/disk.ts';
import { environmentCheck } from './checks/environment.ts';
import { gitHubAppCheck } from './checks/github-app.ts';
import { localClockCheck } from './checks/local-clock.ts';
import { pausesCheck } from './checks/pauses.ts';
import { queueCheck } from './checks/queue.ts';
import { secretsCheck } from './checks/secrets.ts';
import { serviceCheck } from './checks/service.ts';
import { targetsCheck } from './checks/targets.ts';
import { tasksCheck } from './checks/tasks.ts';
import { webhooksCheck } from './checks/webhooks.ts';

/** What the caller of a service checks by itself. */
export const callerChecks: readonly Check<CallerFacts>[] = [
  serviceCheck,
  localClockCheck,
  environmentCheck,
  { ...diskCheck, look: ({ local }) => (local === null ? null : diskCheck.look(local)) },
];

/** What the service checks, from what it stands on to what it does. */
export const serviceChecks: readonly Check<ServiceFacts>[] = [
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

/** Carries out checks; those without anything to check are left out. */
export function carryOut<Facts>(checks: readonly Check<Facts>[], facts: Facts): CheckView[] {
  return checks.flatMap(({ name, title, look }) => {
    const result = look(facts);
    if (result === null) return [];
    // The fix follows in the same sentence; words of other systems may end with a full stop.
    const message = result.message.replace(/\.$/, '');
    return [{ name, title, ...result, message, fix: result.fix ?? null }];
  });
}
