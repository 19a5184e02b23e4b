import { AppError } from '../core/error.ts';

/** How many wrong credentials one address may send within `windowMs` before it has to wait. */
const maxFailures = 30;

/** The window in which failures are counted, ms. */
const windowMs = 60_000;

/** How many addresses are tracked; the oldest are dropped. */
const maxAddresses = 10_000;

/** Counts wrong credentials by the address they come from. */
export type FailedLogins = {
  /**
   * Throws `too_many_requests` while the address has to wait, even for correct credentials: otherwise guessing could go
   * on.
   */
  check(address: string): void;
  /** Counts a failure. */
  note(address: string): void;
  /** Seconds until the address may try again; 0 when it may now. */
  wait(address: string): number;
};

/** Creates the counter; `now` in ms. */
export function createFailedLogins(now: () => number): FailedLogins {
  const failures = new Map<string, { count: number; until: number }>();

  function wait(address: string): number {
    const known = failures.get(address);
    if (known === undefined || known.count < maxFailures) return 0;
    return Math.max(0, Math.ceil((known.until - now()) / 1000));
  }

  return {
    wait,
    check(address) {
      const seconds = wait(address);
      if (seconds === 0) return;
      const message = `Too many failed logins from this address; try again in ${seconds} seconds`;
      throw new AppError('too_many_requests', message);
    },
    note(address) {
      const known = failures.get(address);
      const fresh = known === undefined || known.until <= now();
      failures.delete(address);
      const [oldest] = failures.keys();
      if (failures.size >= maxAddresses && oldest !== undefined) failures.delete(oldest);
      failures.set(address, fresh ? { count: 1, until: now() + windowMs } : { ...known, count: known.count + 1 });
    },
  };
}
