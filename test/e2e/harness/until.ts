import { patienceMs } from '../../patience.ts';

/** Reads again and again until the condition holds, and returns what was read; fails with the last reading. */
export async function until<T>(
  read: () => T | Promise<T>,
  condition: (value: T) => boolean,
  { pause = 40 }: { pause?: number } = {},
): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const value = await read();
    if (condition(value)) return value;
    if (performance.now() > end) {
      throw new Error(`The awaited state never came. Last reading: ${JSON.stringify(value, null, 1)?.slice(0, 4_000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
