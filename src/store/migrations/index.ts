import type { Migration } from 'kysely';
import * as start from './2026-11-start.ts';
import * as sync from './2026-11-sync.ts';
import * as waiting from './2026-11-waiting.ts';

/** All migrations in the order they run; a name never changes once it is released. */
export const migrations: Record<string, Migration> = {
  '2026-11-start': start,
  '2026-11-sync': sync,
  '2026-11-waiting': waiting,
};
