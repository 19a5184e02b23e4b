import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { createCheckout } from './checkout.ts';
import { definition } from './definitions.ts';

const built = fileURLToPath(new URL('../../build/action', import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), 'catalog-bundle-'));
afterAll(() => rmSync(temporary, { recursive: true }));

/** Every file of a build with its size and a hash of its bytes. */
function filesOf(folder: string): { name: string; size: number; hash: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort()
    .map((name) => {
      const bytes = readFileSync(join(folder, name));
      return { name, size: bytes.length, hash: createHash('sha256').update(bytes).digest('hex') };
    });
}

describe('action/bundle', () => {
  test('is reproducible byte for byte, and below 3.5 MB', () => {
    const again = join(temporary, 'again');
    execFileSync(process.execPath, [fileURLToPath(new URL('../../scripts/build-action.mjs', import.meta.url)), again]);
    const files = filesOf(again);
    expect(files).toEqual(filesOf(built));
    const fixed = files.filter(({ name }) => !name.startsWith('chunks/'));
    expect(fixed.map(({ name }) => name)).toEqual(['build/jq.wasm', 'index.mjs', 'jq-worker.mjs', 'licenses.txt']);
    expect(files.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(3_500_000);
  });

  test('does not include what only the service needs', () => {
    const text = readFileSync(join(built, 'index.mjs'), 'utf8');
    for (const name of ['KafkaJS', 'pglite', 'fastify']) expect(text).not.toContain(name);
  });

  test('runs without any packages or package.json beside it', () => {
    const alone = join(temporary, 'alone');
    cpSync(built, alone, { recursive: true });
    // A condition that only jq itself can judge, so that the worker and its WebAssembly are needed.
    const condition = { type: 'JQ', expressions: ['.diff.after.title | test("a'], combinator: 'and' };
    const event = { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' };
    using checkout = createCheckout({
      'automations/a.json': definition('a', { trigger: { type: 'automation', event, condition } }),
      'automations/b.yml': definition('b'),
    });
    const env = { PATH: process.env.PATH, GITHUB_WORKSPACE: checkout.root };
    const run = () =>
      execFileSync(process.execPath, [join(alone, 'index.mjs')], { env, encoding: 'utf8', stdio: 'pipe' });
    expect(run).toThrow(expect.objectContaining({ status: 1, stdout: expect.stringContaining('title=jq/condition') }));
  });
});
