// `npm run fuzz`, or `npm run fuzz -- --definitions 24000 --requests 6000 --seed 1`: broken definitions and broken requests.
// Nothing may throw, and no request may be answered with 5xx.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle } from './bundle.mjs';

const { values } = parseArgs({
  options: {
    definitions: { type: 'string', default: '24000' },
    requests: { type: 'string', default: '6000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const cwd = fileURLToPath(new URL('..', import.meta.url));
await bundle({ 'fuzz-definitions': 'scripts/fuzz/definitions.ts' });
for (const [script, count] of [
  ['build/fuzz-definitions.mjs', values.definitions],
  ['scripts/fuzz/requests.mjs', values.requests],
]) {
  const { status } = spawnSync(process.execPath, [script, count, values.seed], { cwd, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
