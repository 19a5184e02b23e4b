// Runs the benchmarks in scripts/bench/, or those named: node scripts/bench.mjs match. Each prints a table of ratios.
import { readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const all = readdirSync(`${root}/scripts/bench`).map((file) => file.replace(/\.ts$/, ''));
const wanted = process.argv.slice(2);

for (const name of wanted.length > 0 ? wanted : all) {
  const outfile = `${root}/build/bench-${name}.mjs`;
  await build({
    absWorkingDir: root,
    entryPoints: [`scripts/bench/${name}.ts`],
    outfile,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
  await import(pathToFileURL(outfile).href);
}
