/** The parts that fit into a limit, and how many do not. */
export type Fitted = { parts: string[]; hidden: number };

/**
 * Takes as many parts as fit into `room` bytes, in order; each is followed by `gap` more bytes. A part that is too long
 * does not exclude shorter ones after it.
 */
export function fitting(parts: Iterable<string>, room: number, gap = 1): Fitted {
  const shown: string[] = [];
  let [used, hidden] = [0, 0];
  for (const part of parts) {
    const size = Buffer.byteLength(part) + gap;
    if (used + size > room) hidden += 1;
    else {
      used += size;
      shown.push(part);
    }
  }
  return { parts: shown, hidden };
}
