import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder that all test files of this run share; it goes when they are done. */
    scratch: string;
  }
}

/** Builds what tests start as processes and worker threads, so that they meet the real thing. */
export function setup(project: TestProject): () => void {
  const run = (script: string, ...args: string[]) => {
    execFileSync(process.execPath, [fileURLToPath(new URL(`../scripts/${script}`, import.meta.url)), ...args], {
      stdio: 'inherit',
    });
  };
  run('build.mjs');
  run('build-action.mjs', 'build/action');
  const scratch = mkdtempSync(join(tmpdir(), 'catalog-test-'));
  project.provide('scratch', scratch);
  return () => rmSync(scratch, { recursive: true, force: true });
}
