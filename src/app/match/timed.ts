import type { Metrics } from '../metrics.ts';

type TimedKind = Parameters<Metrics['explained']>[0];

/** Computes an answer and records the time that it took, even if it fails. */
export function createTimed(metrics: Pick<Metrics, 'explained'>) {
  return async <T>(kind: TimedKind, answer: () => Promise<T>): Promise<T> => {
    const begun = performance.now();
    try {
      return await answer();
    } finally {
      metrics.explained(kind, performance.now() - begun);
    }
  };
}
