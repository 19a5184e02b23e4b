// The page's icons: those of GitHub's octicons that are named in src/ui/parts/icon-names.ts, as paths.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const { resolve } = createRequire(import.meta.url);
const namesFile = fileURLToPath(new URL('../../src/ui/parts/icon-names.ts', import.meta.url));

/** An esbuild plugin that answers the import of `virtual:icons`. */
export const icons = {
  name: 'icons',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^virtual:icons$/ }, () => ({ path: 'icons', namespace: 'icons' }));
    onLoad({ filter: /.*/, namespace: 'icons' }, () => {
      const all = JSON.parse(readFileSync(resolve('@primer/octicons/build/data.json'), 'utf8'));
      const names = [...readFileSync(namesFile, 'utf8').matchAll(/'([a-z0-9-]+)'/g)].map(([, name]) => name);
      const entries = names.map((name) => {
        const path = all[name]?.heights['16']?.path;
        if (path === undefined) throw new Error(`There is no octicon named ${name} of 16 pixels`);
        return [name, [...path.matchAll(/ d="([^"]+)"/g)].map(([, d]) => d)];
      });
      return { contents: `export const paths = ${JSON.stringify(Object.fromEntries(entries))};`, loader: 'js' };
    });
  },
};
