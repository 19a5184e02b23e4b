import { type RawBuilder, sql } from 'kysely';
import { anywhere } from './text.ts';

/**
 * Whether a run has a text in its summary, in what its last attempt came to, or in why the target is failing that it waits
 * for. `runs` is the name of its row in the statement.
 */
export function hasErrorText(runs: string, error: string): RawBuilder<unknown> {
  const of = (column: string) => sql.ref(`${runs}.${column}`);
  const pattern = anywhere(error);
  return sql`(coalesce(${of('summary')} ilike ${pattern}, false)
    or exists (select 1 from attempts
      where run_id = ${of('id')} and attempts.attempt = ${of('attempt')} and attempts.message ilike ${pattern})
    or (${of('phase')} = 'parked' and exists (select 1 from targets where key = ${of('target')} and targets.reason ilike ${pattern})))`;
}
