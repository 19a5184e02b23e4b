// Bundles sources so that node starts fast: with packages included, schemas compiled, and code that only some runs need
// in separate chunks. Used for the Action, which has no packages beside it, and for the command line, which people wait
// for.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { compiledSchemas } from './action/compiled-schemas.mjs';
import { requireBanner } from './bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * The toolkit loads an HTTP client of half a megabyte at once, for the one function that asks for an OIDC token: here it is
 * loaded when that is called.
 */
const lazyOidc = {
  name: 'lazy-oidc',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/oidc-utils\.js$/ }, ({ resolveDir, kind }) =>
      // Its name contains no folder, because chunk names are derived from it and must be the same wherever the build
      // runs.
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

/**
 * Bundles entries (output name → file) into a folder with everything that they need, and the schemas of `user`; answers
 * with the packages' folders.
 */
export async function bundleWhole(user, entryPoints, options) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // Code that only some runs need, such as the client of GitHub's API, is loaded only by those.
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Some packages have an ESM build that esbuild can look into, beside one that it cannot.
    mainFields: ['module', 'main'],
    banner: { js: requireBanner },
    legalComments: 'none',
    plugins: [lazyOidc, compiledSchemas(root, user)],
    metafile: true,
    logLevel: 'warning',
    ...options,
  });
  const inputs = Object.keys(metafile.inputs).filter((path) => !path.startsWith(`${lazyOidc.name}:`));
  return new Set(inputs.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
}
