import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

const folder = fileURLToPath(new URL('../build/ui', import.meta.url));

/** The files that load together with some files, however deep. */
function loadedWith(names: readonly string[]): Set<string> {
  const known = new Set<string>();
  const wanted = [...names];
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (known.has(name)) continue;
    known.add(name);
    const content = readFileSync(`${folder}/assets/${name}`, 'utf8');
    wanted.push(...[...content.matchAll(/(?:from|import)"\.\/([^"]+)"/g)].map(([, imported]) => String(imported)));
  }
  return known;
}

const sizeOf = (names: Iterable<string>) =>
  [...names].reduce((sum, name) => sum + gzipSync(readFileSync(`${folder}/assets/${name}`)).length, 0);

/** The files that index.html names. */
function named(): string[] {
  const html = readFileSync(`${folder}/index.html`, 'utf8');
  return [...html.matchAll(/"\/assets\/([^"]+)"/g)].map(([, name]) => String(name));
}

describe('page-size', () => {
  test('the first load of the page is at most 60 kB compressed, and is requested at once', () => {
    const first = named();
    expect(first.filter((name) => name.endsWith('.css'))).toHaveLength(1);
    expect(loadedWith(first)).toEqual(new Set(first));
    expect(sizeOf(first)).toBeLessThanOrEqual(60_000);
  });

  test('what the editor of JSON loads is at most 200 kB compressed, and only when it is opened', () => {
    const first = loadedWith(named());
    const editor = readdirSync(`${folder}/assets`).filter((name) => /^editor-.*\.js$/.test(name));
    expect(editor).toHaveLength(1);
    const later = [...loadedWith(editor)].filter((name) => !first.has(name));
    expect(sizeOf(later)).toBeGreaterThan(100_000);
    expect(sizeOf(later)).toBeLessThanOrEqual(200_000);
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
