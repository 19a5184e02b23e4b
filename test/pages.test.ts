import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { generatedFiles } from '../scripts/docs/files.ts';
import { pagesWithTables } from '../scripts/docs/pages.ts';
import { backends } from '../src/backends/index.ts';
import { validate } from '../src/core/validate/validate.ts';
import { jqForTests } from './jq/jq.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const generated = Object.keys(generatedFiles).filter((path) => path.endsWith('.md'));
const pages = [...pagesWithTables(root), ...generated, 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];

/** A heading as GitHub makes an anchor of it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[`*[\]]|\([^)]*\)/g, '')
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

const anchors = (path: string) =>
  new Set([...read(path).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => anchorOf(heading)));

describe('pages', () => {
  const jq = jqForTests();

  test('every link between pages leads somewhere', () => {
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:)([^)\s#]*)(?:#([^)\s]+))?\)/g)].flatMap(([link, file = '', anchor]) => {
        const target = file === '' ? page : join(dirname(page), file);
        if (!existsSync(join(root, target))) return [`${page}: ${link}`];
        return anchor === undefined || anchors(target).has(anchor) ? [] : [`${page}: ${link}`];
      }),
    );
    expect(broken).toEqual([]);
  });

  test('the README fits one screen after another: at most 8 kB', () => {
    expect(Buffer.byteLength(read('README.md'))).toBeLessThanOrEqual(8 * 1024);
  });

  test('every path on the architecture page exists', () => {
    const named = [...read('docs/architecture.md').matchAll(/`((?:src\/)?[a-z-]+\/[a-z-]+[\w./-]*)`/g)].map(
      ([, path = '']) => (/^(src|test)\//.test(path) ? path : join('src', path)),
    );
    expect(named.length).toBeGreaterThan(25);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('every whole definition on a page is valid', async () => {
    const files = pages.flatMap((page) =>
      [...read(page).matchAll(/```yaml\n([\s\S]*?)```/g)]
        .filter(([, text = '']) => /^identifier:/m.test(text) && /^trigger:/m.test(text))
        .map(([, text = '']) => ({ path: `${page}.yml`, text })),
    );
    expect(files.length).toBeGreaterThan(1);
    const found = await Promise.all(files.map(async (file) => (await validate([file], { backends, jq })).issues));
    expect(found.flat().filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
