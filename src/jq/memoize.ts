/** A memory of results by text, bounded by the characters it holds; what was used longest ago goes first. */
export type Memory<T> = { get(text: string): T | undefined; set(text: string, value: T): void };

/** An empty memory that keeps keys of up to `maxCharacters` altogether. */
export function createMemory<T>(maxCharacters: number): Memory<T> {
  const kept = new Map<string, T>();
  let characters = 0;
  return {
    get(text) {
      const value = kept.get(text);
      if (value === undefined) return undefined;
      kept.delete(text);
      kept.set(text, value);
      return value;
    },
    set(text, value) {
      if (!kept.delete(text)) characters += text.length;
      kept.set(text, value);
      for (const oldest of kept.keys()) {
        if (characters <= maxCharacters) break;
        kept.delete(oldest);
        characters -= oldest.length;
      }
    },
  };
}
