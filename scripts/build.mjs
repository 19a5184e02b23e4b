// Builds the server, the page and the command line for `npm start` and `npx`, into build/; `--only-workers` just the threads.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle, bundleService, serviceEntries } from './bundle.mjs';
import { bundleWhole } from './bundle-whole.mjs';
import { buildPage } from './ui/build.mjs';

const outdir = fileURLToPath(new URL('../build', import.meta.url));

const { server: _, ...workers } = serviceEntries;
await bundle(workers, { sourcemap: true });
if (process.argv[2] === '--only-workers') process.exit();
await buildPage();
for (const chunks of ['server', 'cli']) rmSync(`${outdir}/${chunks}`, { recursive: true, force: true });
await bundleService();
await bundle({ offline: 'src/offline.ts', library: 'src/library.ts' }, { sourcemap: true });
await bundleWhole(
  'cli',
  { cli: 'src/cli.ts' },
  { outdir, chunkNames: 'cli/[name]-[hash]', sourcemap: true, minify: false },
);
