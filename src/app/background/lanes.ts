/** Work in order within a lane, and side by side between lanes. */
export type Lanes = {
  /** Adds work under a name, unless that name is waiting or under way already; false for one that is. */
  add(lane: string, name: string, work: () => Promise<void>): boolean;
  has(name: string): boolean;
  /** Resolves when all lanes are empty. */
  idle(): Promise<void>;
};

/** How many lanes are worked on at once. */
const width = 16;

/** Opens lanes; one that is stuck holds up nobody but itself. Work must not reject. */
export function createLanes(): Lanes {
  const lanes = new Map<string, (() => Promise<void>)[]>();
  const names = new Set<string>();
  const waiting: string[] = [];
  let busy = 0;
  const emptied: (() => void)[] = [];

  async function drive(lane: string, queue: (() => Promise<void>)[]): Promise<void> {
    // One piece of work per turn, so that a long lane does not keep others out.
    await queue.shift()?.();
    if (queue.length > 0) waiting.push(lane);
    else lanes.delete(lane);
    busy -= 1;
    start();
    if (lanes.size === 0) for (const done of emptied.splice(0)) done();
  }

  function start(): void {
    while (busy < width) {
      const lane = waiting.shift();
      const queue = lane === undefined ? undefined : lanes.get(lane);
      if (lane === undefined || queue === undefined) return;
      busy += 1;
      void drive(lane, queue);
    }
  }

  return {
    add(lane, name, work) {
      if (names.has(name)) return false;
      names.add(name);
      const task = () => work().finally(() => names.delete(name));
      const queue = lanes.get(lane);
      if (queue !== undefined) {
        queue.push(task);
        return true;
      }
      lanes.set(lane, [task]);
      waiting.push(lane);
      start();
      return true;
    },

    has: (name) => names.has(name),

    idle: () => (lanes.size === 0 ? Promise.resolve() : new Promise((resolve) => emptied.push(resolve))),
  };
}
