import { AppError } from '../../core/error.ts';
import type { Database } from '../database.ts';
import { quoteIdentifier } from '../postgres.ts';
import { tableKinds } from './table-kinds.ts';
import { readShapes, run } from './table-shapes.ts';

/** A replica with a heartbeat within this many seconds may be running. */
const aliveWithin = 20;

/** Throws a sentence unless a restore may replace what is in this database: nothing, or with `replace` anything. */
export async function requireTarget(db: Database, { replace }: { replace: boolean }): Promise<void> {
  const shapes = await readShapes(db);
  if (shapes.has('replicas')) {
    const alive = await run(
      db,
      `select 1 from replicas where seen_at > now() - interval '${aliveWithin} seconds' limit 1`,
    );
    if (alive.length > 0) {
      const message = `A service is running on this database, or was less than ${aliveWithin} seconds ago. Stop every replica, then try again.`;
      throw new AppError('conflict', message);
    }
  }
  if (replace) return;
  for (const [name, kind] of Object.entries(tableKinds)) {
    if (kind !== 'data' || !shapes.has(name)) continue;
    if ((await run(db, `select 1 from ${quoteIdentifier(name)} limit 1`)).length === 0) continue;
    throw new AppError(
      'conflict',
      `The database has data in the table ${name}. Use an empty database, or replace all of its data with --replace.`,
    );
  }
}
