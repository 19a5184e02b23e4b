// Builds the server for `npm start` into build/. Packages stay outside the bundle: node_modules is there anyway.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Output name → entry. The jq worker is a file of its own because a worker thread starts from a file. */
const entries = { server: 'src/server.ts', cli: 'src/cli.ts', 'jq-worker': 'src/jq/worker.ts' };

await build({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(`${root}/${file}`))),
  outdir: 'build',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  logLevel: 'warning',
});
