// Builds the Action as GitHub runs it: into dist/, which is committed, or into the folder that is named. Everything is
// included, because GitHub installs nothing. Two builds of the same sources are equal byte for byte.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWhole } from './bundle-whole.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const outdir = resolve(root, process.argv[2] ?? 'dist');

rmSync(outdir, { recursive: true, force: true });
const folders = await bundleWhole(
  'action',
  { index: 'src/action.ts', 'jq-worker': 'src/jq/worker.ts' },
  { outdir, chunkNames: 'chunks/[name]-[hash]' },
);

// Where jq-wasm looks for it, seen from the worker.
mkdirSync(join(outdir, 'build'));
writeFileSync(join(outdir, 'build/jq.wasm'), readFileSync(join(root, 'node_modules/jq-wasm/dist/build/jq.wasm')));
writeFileSync(join(outdir, 'licenses.txt'), licences());

/** The licences of every package in the bundle, which they require. */
function licences() {
  return [...folders]
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
      const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
      const text = file
        ? readFileSync(join(root, folder, file), 'utf8')
            .replaceAll('\r\n', '\n')
            .trim()
        : license;
      return `${name} ${version}\n\n${text}\n`;
    })
    .sort()
    .join(`\n${'-'.repeat(80)}\n\n`);
}
