// Builds the server, the page and the command line for `npm start` and `npx`, into build/; `--only-worker` just jq's worker.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle, serviceEntries } from './bundle.mjs';
import { bundleWhole } from './bundle-whole.mjs';
import { buildPage } from './ui/build.mjs';

const outdir = fileURLToPath(new URL('../build', import.meta.url));

const { 'jq-worker': worker, ...others } = serviceEntries;
await bundle({ 'jq-worker': worker }, { sourcemap: true });
if (process.argv[2] === '--only-worker') process.exit();
await buildPage();
await bundle({ ...others, library: 'src/library.ts' }, { sourcemap: true });
rmSync(`${outdir}/cli`, { recursive: true, force: true });
await bundleWhole(
  'cli',
  { cli: 'src/cli.ts' },
  { outdir, chunkNames: 'cli/[name]-[hash]', sourcemap: true, minify: false },
);
