import type { Services } from '../../../src/backends/backend.ts';
import type { JsonObject } from '../../../src/core/json.ts';

/**
 * What can happen to a call, whatever the protocol: silence (it arrives and nothing comes back), absence (nothing is
 * listening), busy (come back in 7 seconds), breakdown (an error of the other side's own), refusal (this call is wrong,
 * and why), flood (done, with an answer that never expires).
 */
export type Misfortune = (typeof misfortunes)[number];

/** All of them. */
export const misfortunes = ['silence', 'absence', 'busy', 'breakdown', 'refusal', 'flood'] as const;

/** What `busy` asks for, seconds. */
export const busyFor = 7;

/** What the other side says in a refusal; a peer adds what it was sent, secrets included, as careless servers do. */
export const words = 'the shelf is full';

/** The other side of one backend, for the contract suite; a backend that speaks no HTTP brings its own. */
export type Peer = {
  /** An invocation method that this peer understands, with the secret somewhere in it where the backend allows one. */
  method(secret: string): JsonObject;
  /** What the backend needs to reach this peer, beside what all backends have. */
  services: Partial<Services>;
  /** From now on every call meets this; null: all is well. */
  meet(misfortune: Misfortune | null): void;
  /** How many calls reached the other side. */
  calls(): number;
  /** Our own credentials, which are sent to the peer and must not be visible elsewhere. */
  credentials?: readonly string[];
  [Symbol.asyncDispose](): Promise<void>;
};

/** Misfortunes that a protocol does not have, each with the reason. */
export type Lacks = Partial<Record<Misfortune, string>>;
