// How sources become something that node runs where packages are installed: the server, benchmarks, generators.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Bundles entries (output name → file) into build/; packages stay outside, node_modules is there anyway. */
export async function bundle(entryPoints, options = {}) {
  await build({
    absWorkingDir: root,
    entryPoints,
    outdir: 'build',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    ...options,
  });
}
