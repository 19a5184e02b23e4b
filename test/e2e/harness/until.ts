import { waitLimitMs } from '../../wait-limit.ts';

/**
 * Reads again and again until the condition holds, and returns what was read; fails with the last reading. It reads for at
 * most a third of the time: what it waits for needs the same CPU.
 */
export async function until<T>(
  read: () => T | Promise<T>,
  condition: (value: T) => boolean,
  { pause = 40 }: { pause?: number } = {},
): Promise<T> {
  const end = performance.now() + waitLimitMs;
  for (;;) {
    const begun = performance.now();
    const value = await read();
    if (condition(value)) return value;
    if (performance.now() > end) {
      throw new Error(`The awaited state never came. Last reading: ${JSON.stringify(value, null, 1)?.slice(0, 4_000)}`);
    }
    const rest = Math.max(pause, 2 * (performance.now() - begun));
    await new Promise((resolve) => setTimeout(resolve, rest));
  }
}
