import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CompiledQuery } from 'kysely';
import { openDatabase } from '../../../src/store/database.ts';

/** A secret in the forms that it takes on the way, and in the middle of longer base64 texts. */
export function formsOf(secret: string): string[] {
  const base64 = [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset, 'x'), Buffer.from(secret)]).toString('base64');
    const from = [0, 2, 3][offset] ?? 0;
    const inner = text.replace(/=+$/, '').slice(from, -1);
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const strict = encodeURIComponent(secret).replaceAll(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const html = secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  const json = JSON.stringify(secret).slice(1, -1);
  const ascii = json.replaceAll('ü', '\\u00fc').replaceAll('€', '\\u20ac');
  const jsons = [json, ascii, json.replaceAll('/', '\\/')];
  const nested = jsons.map((one) => JSON.stringify(one).slice(1, -1));
  return [
    ...new Set([
      secret,
      encodeURIComponent(secret),
      strict,
      strict.replaceAll('%20', '+'),
      strict.replaceAll(/%../g, (byte) => byte.toLowerCase()),
      ...jsons,
      ...nested,
      html,
      html.replaceAll("'", '&#39;'),
      ...base64,
    ]),
  ];
}

/** Every row of every table, ours and the queue's. */
export async function readTables(directory: string): Promise<Record<string, string>> {
  const db = await openDatabase({ directory });
  try {
    const { rows } = await db.executeQuery<{ name: string }>(
      CompiledQuery.raw(`select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema')`),
    );
    const places: Record<string, string> = {};
    for (const { name } of rows) {
      const table = await db.executeQuery<{ row: string }>(CompiledQuery.raw(`select t::text as row from ${name} t`));
      // A row's text doubles the quotes and backslashes of what it holds.
      places[`table ${name}`] = table.rows
        .map(({ row }) => `${row} ${row.replaceAll('""', '"').replaceAll('\\\\', '\\')}`)
        .join('\n');
    }
    return places;
  } finally {
    await db.destroy();
  }
}

/** Every file below a folder, byte for byte. */
export async function readFiles(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, (await readFile(file)).toString('utf8')])),
  );
}
