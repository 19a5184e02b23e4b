/**
 * How long a test waits for a state, ms; long enough that on any machine only a state that never comes takes this long.
 */
export const waitLimitMs = 180_000;
