import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

const folder = fileURLToPath(new URL('../build/ui', import.meta.url));

describe('page-size', () => {
  test('what the page loads at first is at most 60 kB compressed', () => {
    const html = readFileSync(`${folder}/index.html`, 'utf8');
    const first = [...html.matchAll(/"\/assets\/([^"]+)"/g)].map(([, name]) =>
      readFileSync(`${folder}/assets/${name}`),
    );
    expect(first).toHaveLength(2);
    const sizes = first.map((content) => gzipSync(content).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(60_000);
  });

  test('what the editor of JSON loads is at most 200 kB compressed, and only when it is opened', () => {
    const html = readFileSync(`${folder}/index.html`, 'utf8');
    const known = new Set([...html.matchAll(/"\/assets\/([^"]+)"/g)].map(([, name]) => String(name)));
    const names = readdirSync(`${folder}/assets`).filter((name) => !name.endsWith('.br'));
    const wanted = names.filter((name) => name.startsWith('editor-'));
    expect(wanted).toHaveLength(1);
    let size = 0;
    for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
      if (known.has(name)) continue;
      known.add(name);
      const content = readFileSync(`${folder}/assets/${name}`, 'utf8');
      size += gzipSync(content).length;
      wanted.push(...[...content.matchAll(/from"\.\/([^"]+)"/g)].map(([, imported]) => String(imported)));
    }
    expect(size).toBeGreaterThan(100_000);
    expect(size).toBeLessThanOrEqual(200_000);
  });

  test('every file has a compressed one beside it, and every package its licence', () => {
    const names = readdirSync(`${folder}/assets`);
    for (const name of names.filter((one) => !one.endsWith('.br'))) expect(names).toContain(`${name}.br`);
    const licenses = readFileSync(`${folder}/licenses.txt`, 'utf8');
    for (const name of ['preact 11', '@preact/signals', '@primer/octicons', '@primer/primitives']) {
      expect(licenses).toContain(name);
    }
  });
});
