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

  test('every file has a compressed one beside it, and every package its licence', () => {
    const names = readdirSync(`${folder}/assets`);
    for (const name of names.filter((one) => !one.endsWith('.br'))) expect(names).toContain(`${name}.br`);
    const licenses = readFileSync(`${folder}/licenses.txt`, 'utf8');
    for (const name of ['preact 11', '@preact/signals', '@primer/octicons', '@primer/primitives']) {
      expect(licenses).toContain(name);
    }
  });
});
