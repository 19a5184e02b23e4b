/**
 * Makes text safe for a `text` column, alone or inside a recordset: for a single NUL or lone surrogate, Postgres
 * refuses the whole statement, with everyone's rows.
 */
export function plain(text: string): string {
  return text.replaceAll('\u0000', '').replaceAll(/\p{Surrogate}/gu, '\ufffd');
}

/** Text for SQL's `like`, which would otherwise read some of its characters as wildcards. */
export function literal(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}

/** The pattern of SQL's `like` that finds text anywhere. */
export function anywhere(text: string): string {
  return `%${literal(text)}%`;
}

/** Makes text that may be absent safe for a `text` column, as `plain` does. */
export function plainOrNull(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : plain(text);
}
