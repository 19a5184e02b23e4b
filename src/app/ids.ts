import { randomBytes } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** An id in Port's form: a prefix and 16 letters and digits, about 95 random bits. */
export function newId(prefix: 'r' | 'event' | 'e' | 'log'): string {
  let id = `${prefix}_`;
  // 248 is the largest multiple of 62 below 256: bytes above it would make early letters likelier.
  while (id.length < prefix.length + 17) {
    for (const byte of randomBytes(24)) {
      if (byte < 248 && id.length < prefix.length + 17) id += alphabet[byte % 62];
    }
  }
  return id;
}
