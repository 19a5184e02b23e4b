/**
 * A cache of results by text, limited by the total length of its keys; the least recently used entry is evicted first.
 */
export type TextCache<T> = { get(text: string): T | undefined; set(text: string, value: T): void };

/** Creates an empty cache that holds keys of up to `maxCharacters` in total. */
export function createTextCache<T>(maxCharacters: number): TextCache<T> {
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
