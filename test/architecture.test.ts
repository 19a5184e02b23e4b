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
  web: { may: ['core', 'app', 'web'], types: ['store'] },
  action: { may: ['core', 'backends', 'jq', 'action'] },
  cli: { may: ['core', 'backends', 'jq', 'action', 'cli'] },
};

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
