// Runs the benchmarks, or those named: `npm run bench -- match`. Each prints a table.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Name → its script; one in TypeScript uses the sources and is bundled first. */
const benchmarks = {
  match: 'scripts/bench/match.ts',
  lint: 'scripts/bench/lint.mjs',
  service: 'scripts/bench/service.mjs',
  backtest: 'scripts/bench/backtest.mjs',
  page: 'scripts/bench/page.mjs',
};

const wanted = process.argv.slice(2);
for (const [name, script] of Object.entries(benchmarks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  // Each in its own process, so that one cannot slow down the next.
  const { status } = spawnSync(process.execPath, [await runnable(name, script)], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}

async function runnable(name, script) {
  if (!script.endsWith('.ts')) return script;
  await bundle({ [`bench-${name}`]: script });
  return `build/bench-${name}.mjs`;
}
