/** Yields to other work, if there is any. */
export type Turn = () => Promise<void>;

/** A `Turn` for callers that have no other work. */
export const noTurn: Turn = async () => {};
