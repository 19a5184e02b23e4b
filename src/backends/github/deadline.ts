/**
 * A signal that aborts after `timeoutMs`, or with `signal`. Not `AbortSignal.any`: on Node 20, it does not keep what it combines,
 * and once that is garbage-collected, a request that hangs does so for minutes.
 */
export function withDeadline(timeoutMs: number, signal: AbortSignal | null | undefined): AbortSignal {
  const deadline = AbortSignal.timeout(timeoutMs);
  if (!signal) return deadline;
  if (signal.aborted) return signal;
  const either = new AbortController();
  for (const one of [deadline, signal]) {
    // A timeout that has a listener is kept.
    one.addEventListener('abort', () => either.abort(one.reason), { signal: either.signal });
  }
  return either.signal;
}
