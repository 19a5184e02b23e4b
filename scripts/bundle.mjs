// Bundles sources that run where packages are installed: the server, benchmarks and generators.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The service as a process, and its threads, which are files of their own because a worker thread starts from a file. */
export const serviceEntries = {
  server: 'src/main.ts',
  'jq-worker': 'src/jq/worker.ts',
  'pglite-worker': 'src/store/pglite-worker.ts',
};

/** How entries (output name → file) are bundled into build/; packages stay outside, node_modules is there anyway. */
export function bundleOptions(entryPoints, options = {}) {
  return {
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
  };
}

/** Bundles entries once. */
export async function bundle(entryPoints, options) {
  await build(bundleOptions(entryPoints, options));
}
