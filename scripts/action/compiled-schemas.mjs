// Compiles the schemas while the Action and the command line are built, so that they need not do it each time they start.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from '../bundle.mjs';

/** An esbuild plugin that replaces the module that compiles schemas with the compiled schemas of `user`. */
export function compiledSchemas(root, user) {
  return {
    name: 'compiled-schemas',
    setup({ onLoad, onEnd }) {
      let isReplaced = false;
      onLoad({ filter: /[\\/]src[\\/]core[\\/]validate[\\/]schema[\\/]compile-schema\.ts$/ }, async () => {
        isReplaced = true;
        return { contents: await generate(root, user), resolveDir: root };
      });
      onEnd(() => {
        if (!isReplaced) throw new Error('compile-schema.ts was not found: has it moved?');
      });
    },
  };
}

/** The sources are TypeScript, so they are bundled into a separate folder and run. */
async function generate(root, user) {
  mkdirSync(join(root, 'build'), { recursive: true });
  const outdir = mkdtempSync(join(root, 'build/schemas-'));
  try {
    await bundle({ schemas: 'scripts/action/schemas.ts' }, { outdir });
    const { compiledSchemas, schemas } = await import(pathToFileURL(join(outdir, 'schemas.mjs')));
    return compiledSchemas(schemas[user]);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
