import { setTimeout as pause } from 'node:timers/promises';
import { collectDefaultMetrics, Registry } from 'prom-client';

/** How long the event loop is measured before the first result, ms; without a measurement, its delays would be absurd. */
const firstMs = 50;

let measured: Promise<Registry> | null = null;

/**
 * The metrics of this process, such as its memory and event loop, measured from the first call on: the measurement wakes an
 * idle process a hundred times a second. All services of a process share it, because it cannot be stopped.
 */
export function processMetrics(): Promise<Registry> {
  measured ??= measure();
  return measured;
}

async function measure(): Promise<Registry> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  await pause(firstMs);
  return registry;
}
