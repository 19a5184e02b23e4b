// Runs scripts/docs/write.ts, which needs the sources' tables and so a bundle first.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
await build({
  absWorkingDir: root,
  entryPoints: { docs: 'scripts/docs/write.ts' },
  outdir: 'build',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
});
await import('../build/docs.mjs');
