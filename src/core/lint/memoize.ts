/** Caches the results of a function of a text, however many automations share that text. */
export function memoize<Result>(read: (text: string) => Result): (text: string) => Result {
  const results = new Map<string, Result>();
  return (text) => {
    const cached = results.get(text);
    if (cached !== undefined) return cached;
    const result = read(text);
    results.set(text, result);
    return result;
  };
}
