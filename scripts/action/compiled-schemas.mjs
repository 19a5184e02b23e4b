// Compiles the schemas while the Action is built, so that it need not do it each time it starts.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from '../bundle.mjs';

/** An esbuild plugin that puts the compiled schemas in place of the module that compiles them. */
export function compiledSchemas(root) {
  return {
    name: 'compiled-schemas',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]src[\\/]core[\\/]schema[\\/]compile-schema\.ts$/ }, async () => ({
        contents: await generate(root),
        resolveDir: root,
      }));
    },
  };
}

/** The sources are TypeScript: they are bundled into a folder of this build's own, and asked. */
async function generate(root) {
  mkdirSync(join(root, 'build'), { recursive: true });
  const outdir = mkdtempSync(join(root, 'build/schemas-'));
  try {
    await bundle({ schemas: 'scripts/action/schemas.ts' }, { outdir });
    const { compiledSchemas } = await import(pathToFileURL(join(outdir, 'schemas.mjs')));
    return compiledSchemas();
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
