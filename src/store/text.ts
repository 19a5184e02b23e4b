/**
 * Text that a `text` column takes, on its own or inside a recordset: Postgres keeps no NUL and no half of a surrogate
 * pair, and refuses the whole statement, with everybody else's rows, for one of them.
 */
export function plain(text: string): string {
  return text.replaceAll('\u0000', '').replaceAll(/\p{Surrogate}/gu, '\ufffd');
}

/** The same for text that may be absent. */
export function plainOrNull(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : plain(text);
}
