/** How long a test waits for a state, ms: so long that, on any machine, only a state that never comes takes it. */
export const waitLimitMs = 180_000;
