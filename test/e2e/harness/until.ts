import { waitLimitMs } from '../../wait-limit.ts';

/** The longest pause between two readings that take no time, ms. */
const longestPauseMs = 400;

/**
 * Reads again and again until the condition holds, and returns what was read; fails with the last reading. The pauses are at
 * least three times as long as a reading and grow to a tenth of the time waited: what it waits for needs the same CPU.
 */
export async function until<T>(
  read: () => T | Promise<T>,
  condition: (value: T) => boolean,
  { pause = 40 }: { pause?: number } = {},
): Promise<T> {
  const start = performance.now();
  for (;;) {
    const begun = performance.now();
    const value = await read();
    if (condition(value)) return value;
    const end = performance.now();
    if (end > start + waitLimitMs) {
      throw new Error(`The awaited state never came. Last reading: ${JSON.stringify(value, null, 1)?.slice(0, 4_000)}`);
    }
    const rest = Math.min(Math.max(pause, (end - start) / 10), longestPauseMs);
    await new Promise((resolve) => setTimeout(resolve, Math.max(rest, 3 * (end - begun))));
  }
}
