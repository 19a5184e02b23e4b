import type { HealthCheck, ServiceFacts } from '../health-check.ts';
import { counted, listed } from '../phrases.ts';

/** Whether the background work of the replica that answers works. */
export const tasksCheck: HealthCheck<ServiceFacts> = {
  name: 'tasks',
  title: 'Background tasks',
  about: 'Background tasks that keep failing, such as recovery or timers, on the replica that answers.',
  look({ failingTasks }) {
    if (failingTasks.length === 0) return { state: 'ok', message: 'every task works' };
    const words = failingTasks.map(({ task, failures }) => `${task} (${counted(failures, 'time')} in a row)`);
    return {
      state: 'error',
      message: `tasks keep failing: ${listed(words)}`,
      fix: 'the log of the service has the reason, which is usually the database',
    };
  },
};
