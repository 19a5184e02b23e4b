/** What changed, as `kind:identifier`, such as `run:r_1`; `*` means that anything may have. */
export type Topics = readonly string[];

/** Tells listeners what changed, here and on the other replicas. */
export type News = {
  /** Notes changes that are stored; listeners hear of them soon, together with others. */
  changed(topics: Topics): void;
  /** Announces the changes of another replica. */
  hear(topics: Topics): void;
  /** Returns how to stop listening. */
  subscribe(listener: (topics: Topics) => void): () => void;
  /** Passes changes on to the other replicas from now on. */
  connect(send: (topics: Topics) => void): void;
  /** Announces pending changes at once, and none after that. */
  stop(): void;
};

/** Everything may have changed: what listeners hear in place of a list too long to be of use. */
export const anything: Topics = ['*'];

/** How long changes are collected, ms: a burst must not make every page read again for each of them. */
const pauseMs = 100;

/** From more changes than this at once, reading everything again is cheaper than comparing names. */
const maxTopics = 100;

/** Adds topics to those that are pending, of which one more than the limit is enough to know that there are too many. */
export function collect(pending: Set<string>, topics: Topics): void {
  for (const topic of topics) if (pending.size <= maxTopics) pending.add(topic);
}

/** Takes all pending topics as one announcement. */
export function takeAll(pending: Set<string>): Topics {
  const topics = pending.size > maxTopics || pending.has('*') ? anything : [...pending];
  pending.clear();
  return topics;
}

/** Creates the news of this process. */
export function createNews(): News {
  const listeners = new Set<(topics: Topics) => void>();
  const pending = new Set<string>();
  let send: ((topics: Topics) => void) | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  function tell(topics: Topics): void {
    for (const listener of listeners) listener(topics);
  }

  function flush(): void {
    timer = null;
    if (pending.size === 0) return;
    const topics = takeAll(pending);
    tell(topics);
    send?.(topics);
  }

  return {
    changed(topics) {
      if (stopped || topics.length === 0 || (listeners.size === 0 && send === null)) return;
      collect(pending, topics);
      timer ??= setTimeout(flush, pauseMs);
    },
    hear: tell,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    connect(sender) {
      send = sender;
    },
    stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      flush();
    },
  };
}
