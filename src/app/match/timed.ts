import type { Metrics } from '../metrics.ts';

type TimedKind = Parameters<Metrics['explained']>[0];

/** Makes an answer and counts the time that it took, also where it fails. */
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
