import { setTimeout as pause } from 'node:timers/promises';
import { collectDefaultMetrics, Registry } from 'prom-client';

/** How long the event loop is measured before its first delays are shown, ms; without a sample, the shortest is centuries. */
const firstMs = 50;

let measured: Promise<Registry> | null = null;

/**
 * The metrics of this process, such as its memory and the delays of its event loop. They are measured from the first call on,
 * because that wakes an idle process a hundred times a second, and once for all services of the process, because the
 * measurement cannot be stopped.
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
