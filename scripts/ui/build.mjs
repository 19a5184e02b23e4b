// Builds the page into build/ui/: files with hashed names that browsers keep forever, and index.html, which names them.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build, transform } from 'esbuild';
import { icons } from './icons.mjs';
import { licensesOf } from './licenses.mjs';
import { themeOf } from './tokens.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const source = join(root, 'src/ui');
const outdir = join(root, 'build/ui');
/** The oldest browsers that know light-dark(). */
const target = ['chrome123', 'firefox120', 'safari17.5'];

async function writeStyles() {
  const css = readFileSync(join(source, 'styles.css'), 'utf8');
  const colors = readFileSync(join(source, 'editor/colors.ts'), 'utf8');
  const { code } = await transform(themeOf(css + colors) + css, { loader: 'css', minify: true, target });
  const name = `app-${createHash('sha256').update(code).digest('hex').slice(0, 8)}.css`;
  writeFileSync(join(outdir, 'assets', name), code);
  return name;
}

/** The files that a file loads at once, at any depth, without those that it loads later. */
function importsOf({ outputs }, path, known = new Set()) {
  for (const { kind, path: imported } of outputs[path].imports) {
    if (kind !== 'import-statement' || known.has(imported)) continue;
    known.add(imported);
    importsOf({ outputs }, imported, known);
  }
  return [...known];
}

/** Builds everything, and removes the results of earlier builds. */
export async function buildPage() {
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(join(outdir, 'assets'), { recursive: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { main: 'src/ui/page.tsx' },
    outdir: 'build/ui/assets',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    plugins: [icons],
    metafile: true,
    logLevel: 'warning',
  });
  const styles = await writeStyles();
  const [script] = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint === 'src/ui/page.tsx');
  const assetOf = (path) => `/assets/${path.split('/').at(-1)}`;
  // Otherwise the browser asks for what the script imports only after it has read the script.
  const preloads = importsOf(metafile, script).map((path) => `<link rel="modulepreload" href="${assetOf(path)}" />`);
  const html = readFileSync(join(source, 'index.html'), 'utf8')
    .replace('</head>', `${preloads.join('')}</head>`)
    .replace('page.tsx', assetOf(script))
    .replace('styles.css', `/assets/${styles}`);
  writeFileSync(join(outdir, 'index.html'), html);
  const taken = ['@primer/primitives', '@primer/octicons'];
  writeFileSync(join(outdir, 'licenses.txt'), licensesOf(root, Object.keys(metafile.inputs), taken));
  for (const name of readdirSync(join(outdir, 'assets'))) {
    const path = join(outdir, 'assets', name);
    writeFileSync(`${path}.br`, brotliCompressSync(readFileSync(path)));
  }
}
