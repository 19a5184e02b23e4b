import { createHash } from 'node:crypto';
import { isObject, parseObject } from '../../core/json.ts';
import { damaged, explainDamage, type Header, readHeader, type Trailer } from './backup-format.ts';
import { linesIn } from './split-lines.ts';

/**
 * Reads a backup's text to its end; its header and how many rows it has. Throws a sentence when it is not complete or, with
 * the migrations that are `known`, when this version cannot restore it.
 */
export async function verifyBackup(
  chunks: AsyncIterable<Buffer | string>,
  known: readonly string[] | null = null,
): Promise<{ header: Header; rows: number }> {
  try {
    return await verify(chunks, known);
  } catch (error) {
    throw explainDamage(error);
  }
}

async function verify(chunks: AsyncIterable<Buffer | string>, known: readonly string[] | null) {
  const hash = createHash('sha256');
  let header: Header | null = null;
  let end: Trailer['end'] | null = null;
  for await (const line of linesIn(chunks)) {
    // Rows are arrays.
    const value = line[0] === 0x5b ? null : parseObject(line.toString('utf8'));
    if (end !== null) throw damaged('there is data after its end');
    header ??= readHeader(
      value,
      known ?? (isObject(value) && Array.isArray(value.schema) ? value.schema.map(String) : []),
    );
    if (isObject(value) && isObject(value.end)) end = (value as unknown as Trailer).end;
    else hash.update(line).update('\n');
  }
  if (header === null) throw damaged('it is empty');
  if (end === null) throw damaged('its end is missing');
  if (hash.digest('hex') !== end.sha256) throw damaged('its content does not match its checksum');
  return { header, rows: Object.values(end.rows).reduce((sum, count) => sum + count, 0) };
}
