import { setImmediate as nextTurn } from 'node:timers/promises';
import { messageOf } from '../../core/error.ts';
import type { Tasks } from '../background/background.ts';
import type { World } from '../world.ts';

/** How long to wait before looking for jobs whose time has come, when nobody woke us. Milliseconds. */
const idle = 500;

/** The most jobs taken at once: enough to share a transaction, few enough to start at once. */
const bite = 100;

/** Under load, wait until so many places are free: jobs taken one by one would each pay for a whole transaction. */
const least = 50;

/** How many places work that never waited in the queue may take: the rest is for what waits, and for other replicas. */
const shortcut = 50;

/** Takes jobs as long as there are any and room for them. */
export type Pump<Item> = {
  /** Sets aside up to `count` places for items about to be stored as taken; says how many. */
  reserve(count: number): number;
  /** Works on items in `reserved` places; what was reserved in vain is free again. */
  start(items: Item[], reserved: number): void;
  /** There may be new jobs now. */
  wake(): void;
  /** Takes no more jobs; resolves when those taken are done. */
  stop(): Promise<void>;
};

/** What a pump moves: how items are taken, and what is done with a handful of them. */
export type PumpWork<Item> = {
  name: string;
  take(limit: number): Promise<Item[]>;
  /** Calls `done` for each item when it no longer needs its place, so that one slow call does not hold up the rest. */
  work(items: Item[], done: (item: Item) => void): Promise<void>;
};

/** Starts taking items and working on them. */
export function startPump<Item>(
  world: Pick<World, 'log' | 'settings'>,
  tasks: Tasks,
  { name, take, work }: PumpWork<Item>,
): Pump<Item> {
  const room = world.settings.concurrency;
  const taking = `${name}: take`;
  let busy = 0;
  /** There was no room for a handful when we last looked. */
  let crowded = false;
  let woken = true;
  let stopped = false;
  let call: () => void = () => {};
  let ended: () => void = () => {};

  async function loop(): Promise<void> {
    while (!stopped) {
      woken = false;
      const places = Math.min(bite, room - busy);
      crowded = places < least;
      const items = crowded ? [] : await take(places);
      tasks.succeeded(taking);
      busy += items.length;
      if (items.length > 0) start(items);
      // Every place taken means that there may be more; looking again for nothing would hold up who comes now.
      if ((crowded || items.length < places) && !woken) await pause();
      // The embedded database answers in microtasks: without a turn of the event loop, no call that was made would ever end.
      else await nextTurn();
    }
  }

  /** The items' places are counted already. */
  function start(items: Item[]): void {
    const open = new Set(items);
    const done = (item: Item): void => {
      if (!open.delete(item)) return;
      busy -= 1;
      if (crowded && room - busy >= least) wake();
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
      const timer = setTimeout(resolve, idle);
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
        // The database may be away for a while: jobs are safe there, so we only have to come back.
        const fields = { pump: name, failures: tasks.failed(taking), error: messageOf(error) };
        world.log.error(fields, 'taking jobs failed');
        await pause();
      }
    }
  });

  return {
    wake,
    reserve(count) {
      const places = stopped ? 0 : Math.max(0, Math.min(count, shortcut - busy));
      busy += places;
      return places;
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
