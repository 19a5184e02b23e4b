import { collect, type Topics, takeAll } from '../app/news.ts';

/** Collects news for listeners that each react to it with work. */
export type LivePace = {
  /** Adds news, which is delivered at once, or together with others if the last delivery was a moment ago. */
  take(topics: Topics): void;
  /** Drops what has not been delivered; later news is delivered again. */
  stop(): void;
};

/**
 * Delivers news less often the more listeners there are: every open page reads its list again each time, and 200 pages
 * would do so 200 times a second. `pauseMs` is the shortest time between two deliveries at the moment.
 */
export function createLivePace(pauseMs: () => number, deliver: (topics: Topics) => void): LivePace {
  const pending = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let deliveredAt = Number.NEGATIVE_INFINITY;

  function flush(): void {
    timer = null;
    deliveredAt = performance.now();
    deliver(takeAll(pending));
  }

  return {
    take(topics) {
      collect(pending, topics);
      if (timer !== null) return;
      const waitMs = deliveredAt + pauseMs() - performance.now();
      if (waitMs <= 0) flush();
      else timer = setTimeout(flush, waitMs);
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      pending.clear();
    },
  };
}
