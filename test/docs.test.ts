import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readAction } from '../scripts/docs/action.ts';
import { generatedFiles } from '../scripts/docs/files.ts';
import { pagesWithTables } from '../scripts/docs/pages.ts';
import { renew, tables } from '../scripts/docs/tables.ts';
import { codeDocs } from '../src/core/lint/code-docs.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

const root = fileURLToPath(new URL('..', import.meta.url));

describe('docs', () => {
  test('the pages have the current generated tables (npm run docs)', () => {
    const pages = pagesWithTables(root).map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
    for (const { path, text } of pages) expect(renew(text), path).toBe(text);
    const all = pages.map(({ text }) => text).join('');
    for (const name of Object.keys(tables)) expect(all).toContain(`<!-- table:${name} -->`);
  });

  test('every generated file is up to date (npm run docs)', () => {
    for (const [file, make] of Object.entries(generatedFiles)) {
      expect(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'), file).toBe(make());
    }
  });

  test('the page of issues has every code, and every code is explained', () => {
    const page = readFileSync(new URL('../docs/issues.md', import.meta.url), 'utf8');
    expect(page.match(/^### /gm)).toHaveLength(codeDocs.size);
    for (const [code, { title, why, example, fix }] of codeDocs) {
      expect(page).toContain(`### ${code}\n`);
      for (const text of [title, why, example, fix]) expect(text.trim(), code).not.toBe('');
    }
  });

  test('action.yml has exactly the inputs that are read and the outputs that are set', () => {
    const source = (file: string) => readFileSync(new URL(`../src/action/${file}`, import.meta.url), 'utf8');
    const names = (text: string, pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, name]) => name))];
    const read = names(source('action-inputs.ts'), /(?:text|flag|getInput)\('([a-z-]+)'/g);
    expect(read.sort()).toEqual(Object.keys(readAction().inputs).sort());
    const set = names(readdirSync(join(root, 'src/action')).map(source).join(''), /setOutput\('([a-z-]+)'/g);
    expect(set.sort()).toEqual(Object.keys(readAction().outputs).sort());
  });

  test('every row of a table is on a line of its own', () => {
    const generated = Object.keys(generatedFiles).filter((path) => path.endsWith('.md'));
    const joined = [...pagesWithTables(root), ...generated].flatMap((path) => {
      const lines = readFileSync(join(root, path), 'utf8').split('\n');
      return lines.flatMap((line, index) => (line.includes('| | ---') ? [`${path}:${index + 1}`] : []));
    });
    expect(joined).toEqual([]);
  });

  test('every picture on a page exists, and none is above 150 kB', () => {
    const images = readdirSync(join(root, 'docs/images'));
    const large = images.filter((name) => statSync(join(root, 'docs/images', name)).size > 150_000);
    expect(large).toEqual([]);
    const texts = ['README.md', 'docs/page.md'].map((path) => readFileSync(join(root, path), 'utf8')).join('\n');
    const named = [...texts.matchAll(/images\/([\w-]+\.png)/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((name) => !images.includes(name))).toEqual([]);
  });

  test('the automation on the first screen is one that loads', () => {
    const shown = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const file = readFileSync(new URL('../automations/pagerduty-high-cpu.yml', import.meta.url), 'utf8');
    for (const line of ['identifier: pagerduty_high_cpu', '.diff.after.properties.cpuUsage > .diff.after']) {
      expect(shown).toContain(line);
      expect(file).toContain(line);
    }
  });
});
