/**
 * Makes text safe for a `text` column, alone or inside a recordset: for a single NUL or lone surrogate, Postgres
 * refuses the whole statement, with everyone's rows.
 */
export function plain(text: string): string {
  return text.replaceAll('\u0000', '').replaceAll(/\p{Surrogate}/gu, '\ufffd');
}

/** Makes text that may be absent safe for a `text` column, as `plain` does. */
export function plainOrNull(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : plain(text);
}
