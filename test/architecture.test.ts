import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { backends } from '../src/backends/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return { path: relative(root, path), text: readFileSync(path, 'utf8') };
  });

/** Folder → folders it may import from at run time, and those it may only take types from. */
const layers: Record<string, { may: string[]; types?: string[] }> = {
  core: { may: ['core'] },
  backends: { may: ['core', 'backends'] },
  jq: { may: ['core', 'jq'] },
  store: { may: ['core', 'store'] },
  app: { may: ['core', 'backends', 'app'], types: ['store', 'jq'] },
  web: { may: ['core', 'app', 'web'], types: ['store', 'backends'] },
  checkout: { may: ['core', 'backends', 'checkout'] },
  report: { may: ['core', 'checkout', 'report'] },
  client: { may: ['core', 'backends', 'checkout', 'client'] },
  action: { may: ['core', 'backends', 'jq', 'checkout', 'report', 'client', 'action'] },
  cli: { may: ['core', 'backends', 'jq', 'checkout', 'report', 'client', 'cli'] },
};

/** Folders whose `index.ts` is a registry: a list that one line extends. */
const registries = ['backends', 'core/lint', 'core/issue/codes', 'app/event-sources', 'store/migrations'];

describe('architecture', () => {
  test('calls go downward only', () => {
    const wrong = files.flatMap(({ path, text }) => {
      const layer = layers[path.split('/')[1] ?? ''];
      if (layer === undefined) return [];
      return [...text.matchAll(/^(import|export)( type)? [^;]*?from '(\.[^']+)';/gms)].flatMap(([, , type, target]) => {
        const folder = relative(root, resolve(root, dirname(path), target ?? '')).split('/')[1] ?? '';
        const allowed = type === undefined ? layer.may : [...layer.may, ...(layer.types ?? [])];
        return allowed.includes(folder) ? [] : [`${path} imports ${target}`];
      });
    });
    expect(wrong).toEqual([]);
  });

  test('a room is entered by room/room.ts, and only a registry is an index.ts', () => {
    const paths = new Set(files.map(({ path }) => path));
    const beside = [...paths].filter((path) => {
      const folder = path.replace(/\.ts$/, '/');
      // The entries in src/ compose the folders beside them.
      return path.split('/').length > 2 && [...paths].some((other) => other.startsWith(folder));
    });
    const indexes = [...paths]
      .filter((path) => path.endsWith('/index.ts'))
      .filter((path) => !registries.includes(relative('src', dirname(path))));
    expect([...beside, ...indexes]).toEqual([]);
  });

  test('at most six files of the core belong to no room', () => {
    const loose = files.filter(({ path }) => /^src\/core\/[^/]+$/.test(path)).map(({ path }) => path);
    expect(loose.length).toBeLessThanOrEqual(6);
  });

  test('the core reads no clock and draws no random numbers', () => {
    const impure = files.filter(
      ({ path, text }) => path.startsWith('src/core/') && /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b/.test(text),
    );
    expect(impure.map(({ path }) => path)).toEqual([]);
  });

  test('no file is above 300 lines, and half of them are below 90', () => {
    const lengths = files.map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }));
    expect(lengths.filter(({ lines }) => lines > 300)).toEqual([]);
    const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(90);
  });

  test('a backend is spoken of only in its own files', () => {
    const wrong = files.flatMap(({ path, text }) => {
      if (path.startsWith('src/backends/')) return [];
      return backends.flatMap(({ type }) =>
        new RegExp(`===\\s*'${type}'`).test(text) ? [`${path} asks for ${type}`] : [],
      );
    });
    expect(wrong).toEqual([]);
  });

  test('every exported symbol has a sentence', () => {
    const wrong = files.flatMap(({ path, text }) => {
      const lines = text.split('\n');
      return lines.flatMap((line, index) => {
        const name = /^export (?:async )?(?:function|const|type|class|interface) (\w+)/.exec(line)?.[1];
        const before = lines[index - 1]?.trim() ?? '';
        return name === undefined || before.endsWith('*/') ? [] : [`${path}: ${name}`];
      });
    });
    expect(wrong).toEqual([]);
  });
});
