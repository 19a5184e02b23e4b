/** What changed, as `kind:identifier`, such as `run:r_1`; `*` means that anything may have. */
export type Topics = readonly string[];

/** Notifies listeners of changes, here and on the other replicas. */
export type News = {
  /** Announces stored changes; listeners are notified soon, in batches. */
  changed(topics: Topics): void;
  /** Announces the changes of another replica. */
  hear(topics: Topics): void;
  /** Adds a listener; returns a function that removes it. */
  subscribe(listener: (topics: Topics) => void): () => void;
  /** Passes changes on to the other replicas from now on. */
  connect(send: (topics: Topics) => void): void;
  /** Announces pending changes at once, and no more after that. */
  stop(): void;
};

/** Everything may have changed: sent to listeners instead of a list that is too long to be useful. */
export const anything: Topics = ['*'];

/** How long changes are collected, ms, so that a burst does not make every page reload for each change. */
const pauseMs = 100;

/** Above this number of changes at once, reloading everything is cheaper than comparing names. */
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

/** Creates the announcements of this process. */
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
