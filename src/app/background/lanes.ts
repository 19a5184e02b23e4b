/** A piece of work, with its account and its lane. */
export type LaneItem = {
  id: string;
  /** The unit that fails together, such as an account: when it is stuck, all its work waits. */
  account: string;
  /** The lane within which work is processed in order, such as everything about one pull request. */
  lane: string;
};

/**
 * The result of one item: `done`; `later`: try again in the next round; `failed`: only this item; `stuck`: its whole
 * account.
 */
export type LaneResult = 'done' | 'later' | 'failed' | 'stuck';

/** Processes work concurrently, but in order within a lane and without one account holding up another. */
export type Lanes = {
  /** Adds an item, unless it is already known, or it or its account is waiting. */
  add(item: LaneItem): void;
  /** Accounts that accept nothing now: they are waiting after a failure, or have enough queued. */
  closed(): string[];
  /** Resolves when no work is in progress. */
  idle(): Promise<void>;
};

/** The most lanes at work at once: in all, for one account, and for one that was stuck last time. */
const atOnce = { all: 32, account: 4, stuck: 1 };

/** The most items of one account held in memory; the rest stay in the database. */
const mostKnown = 500;

/** How long a stuck account or a failed item waits, ms: doubled after each failure, up to `max`. */
const retryDelayMs = { first: 5_000, max: 5 * 60_000 };

type Lane = { name: string; account: string; items: LaneItem[]; running: boolean };

/** Creates the lanes. `more` is called when an account with a full queue can accept work again. */
export function createLanes(options: {
  work(item: LaneItem): Promise<LaneResult>;
  more(): Promise<unknown>;
  now(): number;
}): Lanes {
  const { work, more, now } = options;
  const lanes = new Map<string, Lane>();
  const known = new Map<string, number>();
  const ids = new Set<string>();
  const waiting = new Map<string, { failures: number; until: number }>();
  const running = new Map<string, number>();
  const underWay = new Set<Promise<unknown>>();
  let count = 0;

  const waits = (name: string): boolean => (waiting.get(name)?.until ?? 0) > now();
  const add = (counts: Map<string, number>, account: string, by: number): void => {
    const next = (counts.get(account) ?? 0) + by;
    if (next > 0) counts.set(account, next);
    else counts.delete(account);
  };

  function putOff(name: string): void {
    const failures = (waiting.get(name)?.failures ?? 0) + 1;
    const delay = Math.min(retryDelayMs.max, retryDelayMs.first * 2 ** (failures - 1));
    waiting.set(name, { failures, until: now() + delay });
  }

  function forget(item: LaneItem): void {
    ids.delete(item.id);
    add(known, item.account, -1);
  }

  /** Starts lanes while there are free slots, the longest-waiting lane first. */
  function start(): void {
    for (const lane of lanes.values()) {
      if (count >= atOnce.all) return;
      const most = waiting.has(`account ${lane.account}`) ? atOnce.stuck : atOnce.account;
      if (lane.running || (running.get(lane.account) ?? 0) >= most) continue;
      keep(run(lane));
    }
  }

  function keep(task: Promise<unknown>): void {
    underWay.add(task);
    void task.finally(() => underWay.delete(task));
  }

  async function run(lane: Lane): Promise<void> {
    lane.running = true;
    count += 1;
    add(running, lane.account, 1);
    const full = (known.get(lane.account) ?? 0) >= mostKnown;
    try {
      for (let item = lane.items[0]; item !== undefined; item = lane.items[0]) {
        if (waits(`account ${lane.account}`)) break;
        const result = await work(item).catch((): LaneResult => 'failed');
        if (result === 'stuck') putOff(`account ${lane.account}`);
        else if (result !== 'later') waiting.delete(`account ${lane.account}`);
        // An item that fails for its own reasons must not hold up others.
        if (result === 'failed') putOff(`item ${item.id}`);
        else waiting.delete(`item ${item.id}`);
        lane.items.shift();
        forget(item);
      }
    } finally {
      // The rest stays in the database and is found again when it is due.
      for (const item of lane.items) forget(item);
      lanes.delete(lane.name);
      count -= 1;
      add(running, lane.account, -1);
      if (full && (known.get(lane.account) ?? 0) === 0) keep(more());
      start();
    }
  }

  return {
    add(item) {
      const { id, account, lane: name } = item;
      if (ids.has(id) || waits(`account ${account}`) || waits(`item ${id}`)) return;
      if ((known.get(account) ?? 0) >= mostKnown) return;
      ids.add(id);
      add(known, account, 1);
      const lane = lanes.get(name) ?? { name, account, items: [], running: false };
      lanes.set(name, lane);
      lane.items.push(item);
      start();
    },
    closed() {
      const stuck = [...waiting.keys()].filter((name) => name.startsWith('account ') && waits(name));
      const full = [...known].filter(([, total]) => total >= mostKnown).map(([account]) => account);
      return [...stuck.map((name) => name.slice('account '.length)), ...full];
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
