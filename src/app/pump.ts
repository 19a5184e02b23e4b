import { messageOf } from '../core/error.ts';
import type { Tasks } from './tasks.ts';
import type { World } from './world.ts';

/** How long to wait before looking for jobs whose time has come, when nobody woke us. Milliseconds. */
const idle = 500;

/** The most jobs taken at once: enough to share a transaction, few enough to start at once. */
const bite = 100;

/** Under load, wait until so many places are free: jobs taken one by one would each pay for a whole transaction. */
const least = 50;

/** Takes jobs as long as there are any and room for them. */
export type Pump = {
  /** There may be new jobs now. */
  wake(): void;
  /** Takes no more jobs; resolves when those taken are done. */
  stop(): Promise<void>;
};

/** One kind of jobs: how to take some, and what to do with them. */
export type Work<Item> = {
  name: string;
  take(limit: number): Promise<Item[]>;
  /** Gets a handful at once and calls `done` for each when it needs its place no longer. */
  carryOut(items: Item[], done: (item: Item) => void): Promise<void>;
};

/** Starts taking jobs of one kind; one that is slow does not hold up the rest. */
export function startPump<Item>(world: World, tasks: Tasks, { name, take, carryOut }: Work<Item>): Pump {
  const room = world.settings.concurrency;
  let busy = 0;
  let woken = true;
  let stopped = false;
  let call: () => void = () => {};
  let ended: () => void = () => {};

  async function loop(): Promise<void> {
    while (!stopped) {
      woken = false;
      const jobs = room - busy >= least ? await take(Math.min(bite, room - busy)) : [];
      if (jobs.length > 0) start(jobs);
      // A full bite means that there may be more.
      else if (!woken) await pause();
    }
  }

  function start(jobs: Item[]): void {
    busy += jobs.length;
    const open = new Set(jobs);
    const done = (job: Item): void => {
      if (!open.delete(job)) return;
      busy -= 1;
      wake();
    };
    tasks.start(`${name} runs`, async () => {
      try {
        await carryOut(jobs, done);
      } finally {
        for (const job of open) done(job);
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

  tasks.start(`take ${name} jobs`, async () => {
    while (!stopped) {
      try {
        await loop();
      } catch (error) {
        // The database may be away for a while: jobs are safe there, so we only have to come back.
        world.log.error({ kind: name, error: messageOf(error) }, 'taking jobs failed');
        await pause();
      }
    }
  });

  return {
    wake,
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
