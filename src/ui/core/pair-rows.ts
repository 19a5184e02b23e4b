import { isObject, type Json } from '../../core/json.ts';
import type { UnfinishedField } from './draft.ts';

/** A name and a value, as a form shows them. */
export type PairRow = readonly [name: string, value: Json];

/** The rows of an object, or of the text in which rows are kept that do not form an object yet. */
export function rowsOf(value: Json | undefined): PairRow[] {
  if (isObject(value)) return Object.entries(value);
  try {
    const rows: Json = typeof value === 'string' ? JSON.parse(value) : null;
    return Array.isArray(rows) && rows.every(Array.isArray)
      ? rows.map(([name, text]): PairRow => [String(name ?? ''), text ?? ''])
      : [];
  } catch {
    return [];
  }
}

/**
 * The value of rows: an object, or their text and why they do not form an object yet. Rows without name and value are
 * ignored.
 */
export function pairsMeaning(title: string, rows: readonly PairRow[]): [Json | undefined, UnfinishedField?] {
  const filled = rows.filter(([name, value]) => name !== '' || value !== '');
  const names = filled.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  const problem = names.includes('') ? 'A value has no name' : twice && `Duplicate name: ${twice}`;
  if (!problem) return [rows.length === 0 ? undefined : Object.fromEntries(filled)];
  const text = JSON.stringify(filled);
  return [text, { title, text, problem }];
}
