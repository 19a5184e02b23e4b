import { randomFillSync } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Random bytes are drawn by the thousand: one by one, drawing them would cost more than the id. */
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
export function newId(prefix: 'r' | 'event' | 'e' | 'log'): string {
  let id = `${prefix}_`;
  for (let length = 0; length < 16; ) {
    const byte = randomByte();
    // 248 is the largest multiple of 62 below 256: bytes above it would make early letters likelier.
    if (byte >= 248) continue;
    id += alphabet[byte % 62];
    length += 1;
  }
  return id;
}
