/** The number of the first line that holds more than a comment or the beginning of a document. */
export function firstLine(text: string): number {
  const index = text.split('\n').findIndex((line) => !/^\s*(?:$|#|\/\/|%|---\s*(?:#|$))/.test(line));
  return Math.max(0, index) + 1;
}
