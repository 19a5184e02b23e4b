import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { createCheckout } from '../action/checkout.ts';
import { definition } from '../action/definitions.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const alone = mkdtempSync(join(tmpdir(), 'catalog-cli-'));
afterAll(() => rmSync(alone, { recursive: true }));

describe('cli/bundle', () => {
  test('bundles all packages except jq', () => {
    for (const name of ['cli', 'cli.mjs', 'jq-worker.mjs'])
      cpSync(join(root, 'build', name), join(alone, name), { recursive: true });
    mkdirSync(join(alone, 'node_modules'));
    symlinkSync(join(root, 'node_modules/jq-wasm'), join(alone, 'node_modules/jq-wasm'));
    const trigger = {
      type: 'automation',
      event: { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' },
      condition: { type: 'JQ', expressions: ['.diff.after.title | test("a'], combinator: 'and' },
    };
    using checkout = createCheckout({ 'automations/a.json': definition('a', { trigger }) });
    const run = (...args: string[]) =>
      execFileSync(process.execPath, [join(alone, 'cli.mjs'), ...args], { cwd: checkout.root, encoding: 'utf8' });
    const said = expect.stringContaining('error jq/condition');
    expect(() => run('validate')).toThrow(expect.objectContaining({ status: 1, stdout: said }));
    for (const name of ['validate', 'test', 'plan', 'sync', 'explain', 'mapping', 'send', 'schema']) {
      expect(run(name, '--help'), name).toMatch(new RegExp(`^Usage: catalog-automations ${name} `));
      expect(run('--help')).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    }
  });

  test('contains precompiled schemas, and a source map for each file', () => {
    const files = readdirSync(join(root, 'build/cli'));
    for (const name of files.filter((file) => file.endsWith('.mjs'))) {
      expect(readFileSync(join(root, 'build/cli', name), 'utf8'), name).not.toContain('Ajv2020');
      expect(files).toContain(`${name}.map`);
    }
  });
});
