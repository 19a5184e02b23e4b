// The page: until its rows are seen, pages of long lists on both engines, and what open pages cost while events come in.
import { measureLists } from './page-lists.mjs';
import { measureOpenPages } from './page-open.mjs';
import { measureRows } from './page-rows.mjs';
import { startPostgres } from './world.mjs';

/** How many runs and events the lists hold. */
const size = Number(process.env.BENCH_SIZE ?? 100_000);

const postgres = await startPostgres();
try {
  console.log('\nPage: from the address to 20 rows of 100 automations, median of 7, ms');
  console.table(await measureRows());
  console.log(`\nPage: one page of 50 in a list of ${size}, over HTTP, ms`);
  console.table({
    ...(await measureLists('PGlite', {}, size)),
    ...(await measureLists('Postgres', { DATABASE_URL: postgres.url }, size)),
  });
  console.log('\nPage: CPU of the service while 100 events/s come in, percent of a core');
  console.table(await measureOpenPages());
} finally {
  await postgres.stop();
}
