import { isObject, type Json } from '../../core/json.ts';
import { briefOf, type EventPath, jqPathOf } from './jq-path.ts';

/** One visible line of a tree: a member of an object or of a list. */
export type TreeRow = {
  path: EventPath;
  /** The path as jq writes it; tells rows apart. */
  id: string;
  name: string;
  /** 1 for the members of the whole. */
  level: number;
  value: string;
  type: 'branch' | 'text' | 'number' | 'boolean' | 'null';
  isOpen: boolean;
};

/** Longer lists and objects are cut: they would freeze the page, and are not read to their end anyway. */
const maxMembers = 200;

/** The visible lines of a value, of which some branches are open. */
export function treeRows(value: Json, open: ReadonlySet<string>, path: EventPath = []): TreeRow[] {
  return membersOf(value)
    .slice(0, maxMembers)
    .flatMap(([step, member]) => {
      const own = [...path, step];
      const id = jqPathOf(own);
      const isOpen = open.has(id) && membersOf(member).length > 0;
      const row: TreeRow = {
        ...{ path: own, id, name: String(step), level: own.length },
        ...{ value: briefOf(member), type: typeOf(member), isOpen },
      };
      return [row, ...(isOpen ? treeRows(member, open, own) : [])];
    });
}

/** The row to go to from one on pressing a key; undefined where the key does something else. */
export function rowAfterKey(rows: readonly TreeRow[], at: number, key: string): number | undefined {
  const row = rows[at];
  if (row === undefined) return undefined;
  if (key === 'ArrowDown') return Math.min(rows.length - 1, at + 1);
  if (key === 'ArrowUp') return Math.max(0, at - 1);
  if (key === 'Home') return 0;
  if (key === 'End') return rows.length - 1;
  if (key === 'ArrowRight' && row.isOpen) return at + 1;
  if (key === 'ArrowLeft' && !row.isOpen) {
    const parent = rows.slice(0, at).findLastIndex(({ level }) => level < row.level);
    return parent < 0 ? undefined : parent;
  }
  return undefined;
}

function membersOf(value: Json): [string | number, Json][] {
  if (Array.isArray(value)) return value.map((member, index) => [index, member]);
  return isObject(value) ? Object.entries(value) : [];
}

function typeOf(value: Json): TreeRow['type'] {
  if (value === null) return 'null';
  if (membersOf(value).length > 0) return 'branch';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'text';
}
