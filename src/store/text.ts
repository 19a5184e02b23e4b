import { type RawBuilder, sql } from 'kysely';

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

/**
 * A `json` column for `->>`, with U+FFFD in place of escaped NULs and lone surrogates: with one of them anywhere in it,
 * Postgres refuses to read any field, and so the whole list.
 */
export function readableJson(column: string): RawBuilder<unknown> {
  const json = sql.ref(column);
  return sql`(case when ${json}::text ~ '\\\\u(0000|d[89a-f])'
    then regexp_replace(${json}::text, '\\\\u(0000|d[89a-f][0-9a-f]{2})', '\\\\ufffd', 'g')::json else ${json} end)`;
}
