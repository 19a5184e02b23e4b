/** A source of random numbers in [0, 1). */
export function createRandom(seed: number): () => number;
/** One of a list. */
export function pick<T>(random: () => number, list: readonly T[]): T;
/** A copy of a value with one to four changes somewhere in it. */
export function mutate<T>(random: () => number, value: T): T;
/** A text with a stretch cut out, doubled, or replaced by odd characters. */
export function mutateText(random: () => number, text: string): string;
