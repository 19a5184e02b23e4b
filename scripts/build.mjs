// Builds the server and the command line for `npm start` and `npx`, into build/.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';
import { bundleWhole } from './bundle-whole.mjs';

const outdir = fileURLToPath(new URL('../build', import.meta.url));

// The jq worker is a file of its own because a worker thread starts from a file.
await bundle(
  { server: 'src/server.ts', library: 'src/library.ts', 'jq-worker': 'src/jq/worker.ts' },
  { sourcemap: true },
);
rmSync(`${outdir}/cli`, { recursive: true, force: true });
await bundleWhole(
  'cli',
  { cli: 'src/cli.ts' },
  { outdir, chunkNames: 'cli/[name]-[hash]', sourcemap: true, minify: false },
);
