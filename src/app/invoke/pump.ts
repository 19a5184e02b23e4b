import { setImmediate as nextTurn } from 'node:timers/promises';
import { messageOf } from '../../core/error.ts';
import type { Tasks } from '../background/background.ts';
import { untilNextRound } from '../background/next-round.ts';
import type { World } from '../world.ts';

/** How often due jobs are polled for when nothing wakes the pump, ms. */
const pollIntervalMs = 500;

/** The most jobs taken at once: enough to share a transaction, few enough to start immediately. */
const batchLimit = 100;

/** Under load, wait until this many slots are free, because jobs taken one by one would each cost a transaction. */
const minBatch = 50;

/** How many slots may go to work that skips the queue: the rest is for queued work, and for other replicas. */
const directLimit = 50;

/** Takes jobs while there are any, and slots for them. */
export type Pump<Item> = {
  /** Reserves up to `count` slots for items about to be stored as taken; returns how many. */
  reserve(count: number): number;
  /** Works on items in `reserved` slots; unused ones are freed. */
  start(items: Item[], reserved: number): void;
  /** Wakes the pump; call it when there may be new jobs. */
  wake(): void;
  /** Takes no more jobs; resolves when those in progress are done. */
  stop(): Promise<void>;
};

/** The work of a pump: how items are taken, and how a batch of them is processed. */
export type PumpWork<Item> = {
  name: string;
  take(limit: number): Promise<Item[]>;
  /** Calls `done` for each item that no longer needs its slot, so that one slow call does not hold up the rest. */
  work(items: Item[], done: (item: Item) => void): Promise<void>;
};

/** Starts a pump. `hasDue` tells whether there is anything to take, at less cost; it is asked only when nothing woke the pump. */
export function startPump<Item>(
  world: Pick<World, 'log' | 'settings'>,
  tasks: Tasks,
  { name, take, work }: PumpWork<Item>,
  hasDue: () => Promise<boolean>,
): Pump<Item> {
  const slots = world.settings.concurrency;
  const taking = `${name}: take`;
  let busy = 0;
  /** True when the last check found too few free slots for a batch. */
  let crowded = false;
  let woken = true;
  let stopped = false;
  let call: () => void = () => {};
  let ended: () => void = () => {};

  async function loop(): Promise<void> {
    let isPolling = false;
    while (!stopped) {
      woken = false;
      const free = Math.min(batchLimit, slots - busy);
      crowded = free < minBatch;
      const items: Item[] = crowded || (isPolling && !(await hasDue())) ? [] : await take(free);
      tasks.succeeded(taking);
      busy += items.length;
      if (items.length > 0) start(items);
      // A full batch means that there may be more; polling again without it would delay new work.
      const isIdle: boolean = (crowded || items.length < free) && !woken;
      if (isIdle) await pause();
      // The embedded database answers in microtasks: without yielding to the event loop, no call in progress could
      // finish.
      else await nextTurn();
      isPolling = isIdle && !woken;
    }
  }

  /** Starts work on items whose slots are already counted. */
  function start(items: Item[]): void {
    const open = new Set(items);
    const done = (item: Item): void => {
      if (!open.delete(item)) return;
      busy -= 1;
      if (crowded && slots - busy >= minBatch) wake();
    };
    tasks.start(name, async () => {
      try {
        await work(items, done);
      } finally {
        for (const item of open) done(item);
        if (stopped && busy === 0) ended();
      }
    });
  }

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, untilNextRound(pollIntervalMs));
      call = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  function wake(): void {
    woken = true;
    call();
  }

  tasks.start(taking, async () => {
    while (!stopped) {
      try {
        await loop();
      } catch (error) {
        // The database may be down for a while: jobs are safe there, so it is enough to try again.
        const fields = { pump: name, failures: tasks.failed(taking), error: messageOf(error) };
        world.log.error(fields, 'taking jobs failed');
        await pause();
      }
    }
  });

  return {
    wake,
    reserve(count) {
      const free = stopped ? 0 : Math.max(0, Math.min(count, directLimit - busy));
      busy += free;
      return free;
    },
    start(items, reserved) {
      busy -= reserved - items.length;
      if (items.length > 0) start(items);
      else if (stopped && busy === 0) ended();
    },
    async stop() {
      stopped = true;
      call();
      if (busy > 0) {
        await new Promise<void>((resolve) => {
          ended = resolve;
        });
      }
    },
  };
}
