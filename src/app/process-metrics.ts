import { collectDefaultMetrics, Registry } from 'prom-client';

let measured: Registry | null = null;

/**
 * The metrics of this process, such as its memory and event loop, measured from the first call on: the measurement wakes an
 * idle process a hundred times a second. All services of a process share it, because it cannot be stopped.
 */
export function processMetrics(): Registry {
  if (measured === null) {
    measured = new Registry();
    collectDefaultMetrics({ register: measured });
  }
  return measured;
}
