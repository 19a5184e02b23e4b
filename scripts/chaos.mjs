// Repeatedly kills the service in the middle of its work and checks the results: `npm run chaos`, or `npm run chaos --
// --events 2000 --seed 7`; `--slow-receiver` adds a receiver that takes 50 s. Ends with 1 when anything was lost, done
// twice or left unfinished.
import { parseArgs } from 'node:util';
import { startPostgres } from './bench/world.mjs';
import { audit } from './chaos/audit.mjs';
import { runChaos } from './chaos/run.mjs';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    'slow-receiver': { type: 'boolean', default: false },
  },
});
const count = Number(values.events);
const seed = Number(values.seed);
const slow = values['slow-receiver'];
if (!Number.isInteger(count) || count < 100 || !Number.isInteger(seed)) {
  console.error('--events takes a number of at least 100, and --seed a whole number.');
  process.exit(2);
}

const postgres = await startPostgres();
const rows = {};
const problems = [];
try {
  for (const { engine, replicas, env } of [
    { engine: 'PGlite, one process', replicas: 1, env: {} },
    { engine: 'Postgres, two replicas', replicas: 2, env: { DATABASE_URL: postgres.url } },
  ]) {
    console.error(`${engine}: ${count.toLocaleString('en')} events`);
    const result = await runChaos({ count, seed, replicas, env, slow });
    const { row, found } = audit(result);
    rows[engine] = row;
    problems.push(...found.map((problem) => `${engine}: ${problem}`));
  }
} finally {
  await postgres.stop();
}
console.log('\nEvery event has one run of `plain`, every second one of `asking`, every run of `plain` one of `next`');
console.table(rows);
for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? 'Nothing was lost, nothing done twice, every run ended.' : 'Promises were broken.');
process.exitCode = problems.length === 0 ? 0 : 1;
