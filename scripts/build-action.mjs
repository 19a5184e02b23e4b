// Builds the Action as GitHub runs it: into dist/, which is committed, or into the folder that is named. Everything is
// inside, for GitHub installs nothing. Two builds of the same sources are equal byte for byte.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { compiledSchemas } from './action/compiled-schemas.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const outdir = resolve(root, process.argv[2] ?? 'dist');

/**
 * The toolkit loads an HTTP client of half a megabyte at once, for the one function that asks for an OIDC token: here it is
 * loaded when that is called.
 */
const lazyOidc = {
  name: 'lazy-oidc',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/oidc-utils\.js$/ }, ({ resolveDir, kind }) =>
      // No folder in its name: that of a chunk is made from it, and has to be the same wherever the build runs.
      kind === 'import-statement'
        ? { path: 'oidc-utils.js', namespace: 'lazy-oidc', pluginData: { resolveDir } }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'lazy-oidc' }, ({ pluginData }) => ({
      contents: `export const OidcClient = {
        getIDToken: async (audience) => (await import('./oidc-utils.js')).OidcClient.getIDToken(audience),
      };`,
      resolveDir: pluginData.resolveDir,
    }));
  },
};

rmSync(outdir, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { index: 'src/action.ts', 'jq-worker': 'src/jq/worker.ts' },
  outdir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  // What only some runs need, such as the client of GitHub's API, is loaded by those alone.
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // Some packages have an ESM build that esbuild can look into, beside one that it cannot.
  mainFields: ['module', 'main'],
  // Packages in CommonJS ask for Node's modules with `require`, which ESM does not have.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  legalComments: 'none',
  plugins: [lazyOidc, compiledSchemas(root)],
  metafile: true,
  logLevel: 'warning',
});

// Where jq-wasm looks for it, seen from the worker.
mkdirSync(join(outdir, 'build'));
writeFileSync(join(outdir, 'build/jq.wasm'), readFileSync(join(root, 'node_modules/jq-wasm/dist/build/jq.wasm')));
writeFileSync(join(outdir, 'licenses.txt'), licences());

/** The licences of every package in the bundle: they ask for it. */
function licences() {
  const inputs = Object.keys(metafile.inputs).filter((path) => !path.startsWith(`${lazyOidc.name}:`));
  const folders = new Set(inputs.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
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
