import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { World } from '../world.ts';

/** The delay that an operator should know about, ms, because probes and heartbeats are late. */
const worrying = 1_000;

/** The resolution of the measurement, ms: how often it wakes an idle process. Shorter delays can go unnoticed. */
const resolution = 100;

/** Measures how long the event loop was blocked, ms; each reading starts a new measurement. */
export type DelayMeter = { read(): number; stop(): void };

/** Warns when the event loop is blocked: probes and heartbeats would fail next, with no sign of the cause. */
export function createWatchdog(
  { log, metrics }: Pick<World, 'log' | 'metrics'>,
  meter: DelayMeter = openMeter(),
): { look(): Promise<void>; stop(): void } {
  return {
    async look() {
      const delay = meter.read();
      metrics.delayed(delay);
      if (delay >= worrying) {
        log.warn({ milliseconds: Math.round(delay) }, 'the event loop was blocked, which delayed responses and timers');
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
