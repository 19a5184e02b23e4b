/** Lets other work have its turn, where there is any. */
export type Turn = () => Promise<void>;

/** For callers that have nothing else to do. */
export const noTurn: Turn = async () => {};
