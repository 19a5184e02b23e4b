import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { World } from '../world.ts';

/** From which delay on an operator has to know, ms: probes and signs of life come late. */
const worrying = 1_000;

/** How finely delays are measured, ms. */
const resolution = 20;

/** What measures how long the event loop was held up, ms; each reading starts a new one. */
export type DelayMeter = { read(): number; stop(): void };

/** Watches whether this process still gets round to everything: a busy loop shows here before it shows anywhere else. */
export function createWatchdog(
  { log, metrics }: Pick<World, 'log' | 'metrics'>,
  meter: DelayMeter = openMeter(),
): { look(): Promise<void>; stop(): void } {
  return {
    async look() {
      const delay = meter.read();
      metrics.delayed(delay);
      if (delay >= worrying) {
        log.warn({ milliseconds: Math.round(delay) }, 'the event loop was blocked: answers and timers were late');
      }
    },
    stop: () => meter.stop(),
  };
}

function openMeter(): DelayMeter {
  const histogram = monitorEventLoopDelay({ resolution });
  histogram.enable();
  return {
    read() {
      const maxDelay = histogram.max / 1e6 - resolution;
      histogram.reset();
      return Math.max(0, maxDelay);
    },
    stop: () => void histogram.disable(),
  };
}
