/**
 * A signal that aborts after `timeoutMs`, or when `signal` does. `AbortSignal.any` will not do: on Node 20, the signals that it
 * combines can be garbage-collected, and a request without a response then hangs for minutes.
 */
export function withDeadline(timeoutMs: number, signal: AbortSignal | null | undefined): AbortSignal {
  const deadline = AbortSignal.timeout(timeoutMs);
  if (!signal) return deadline;
  if (signal.aborted) return signal;
  const either = new AbortController();
  for (const one of [deadline, signal]) {
    // A timeout with a listener is not collected.
    one.addEventListener('abort', () => either.abort(one.reason), { signal: either.signal });
  }
  return either.signal;
}
