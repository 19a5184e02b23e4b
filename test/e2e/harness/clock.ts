/** The system's time, until a test stops it. */
export function createClock() {
  let stopAt = Number.POSITIVE_INFINITY;
  return {
    now: () => Math.min(Date.now(), stopAt),
    /** Lets it go on for some ms, and stand still then. */
    stopIn(milliseconds: number): void {
      stopAt = Date.now() + milliseconds;
    },
    /** It is the system's time again. */
    resume(): void {
      stopAt = Number.POSITIVE_INFINITY;
    },
  };
}
