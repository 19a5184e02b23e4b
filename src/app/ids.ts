import { randomFillSync } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Random bytes are drawn in bulk: drawn one at a time, they would cost more than the rest of the id. */
const pool = new Uint8Array(4096);
let used = pool.length;

function randomByte(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const byte = pool[used] ?? 0;
  used += 1;
  return byte;
}

/** An id in Port's form: a prefix and 16 letters and digits, about 95 random bits. */
export function newId(prefix: 'r' | 'event' | 'e' | 'log' | 'audit' | 'bulk' | 'replay'): string {
  let id = `${prefix}_`;
  for (let length = 0; length < 16; ) {
    const byte = randomByte();
    // 248 is the largest multiple of 62 below 256: larger bytes would make the first characters more likely.
    if (byte >= 248) continue;
    id += alphabet[byte % 62];
    length += 1;
  }
  return id;
}
