/** One level of indentation as used in a text; two spaces if it has none. */
export function indentOf(text: string): string {
  const found = /^( +|\t)\S/m.exec(text)?.[1] ?? '  ';
  return found.length > 8 ? '  ' : found;
}
