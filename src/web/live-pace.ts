import { anything, type Topics } from '../app/news.ts';

/** Collects news for listeners that each react to it with work. */
export type LivePace = {
  /** Takes news; it is delivered at once, or together with others when the last delivery was a moment ago. */
  take(topics: Topics): void;
  /** Drops what has not been delivered; later news is delivered again. */
  stop(): void;
};

/** From more topics than this in one delivery, reading everything again is cheaper than comparing names. */
const maxTopics = 100;

/**
 * Delivers news the less often the more there are to hear of it: every open page reads its list again on each, and 200
 * of them would do so 200 times a second. `pauseMs` is the shortest time between two deliveries now.
 */
export function createLivePace(pauseMs: () => number, deliver: (topics: Topics) => void): LivePace {
  const pending = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let deliveredAt = Number.NEGATIVE_INFINITY;

  function flush(): void {
    timer = null;
    deliveredAt = performance.now();
    const topics = pending.size > maxTopics || pending.has('*') ? anything : [...pending];
    pending.clear();
    deliver(topics);
  }

  return {
    take(topics) {
      for (const topic of topics) if (pending.size <= maxTopics) pending.add(topic);
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
