import { readFile } from 'node:fs/promises';
import { transform } from 'esbuild';
import { expect, test } from 'vitest';

test('jq/worker: has no top-level await, so stopping a starting thread cannot end the process', async () => {
  for (const file of ['jq-worker.mjs', 'action/jq-worker.mjs']) {
    const code = await readFile(new URL(`../../build/${file}`, import.meta.url), 'utf8');
    // This format does not support top-level await, so the build fails if there is one.
    expect((await transform(code, { format: 'iife', platform: 'node', logLevel: 'silent' })).code).toContain('ready');
  }
  await expect(transform('await 1', { format: 'iife', logLevel: 'silent' })).rejects.toThrow('Top-level await');
});
