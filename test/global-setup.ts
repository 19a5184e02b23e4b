import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { makeRunFolder } from './memory-folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder that all test files of this run share; it goes when they are done. */
    scratch: string;
    /** Where to ask for Postgres. */
    postgresHost: string;
  }
}

/** Builds what tests start as processes and worker threads, so that they meet the real thing. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const run = (script: string, ...args: string[]) => {
    execFileSync(process.execPath, [fileURLToPath(new URL(`../scripts/${script}`, import.meta.url)), ...args], {
      stdio: 'inherit',
    });
  };
  if (process.env.SKIP_BUILD !== 'true') {
    run('build.mjs');
    run('build-action.mjs', 'build/action');
  }
  const scratch = makeRunFolder();
  // Workers, and what they start, inherit it: whatever a test leaves behind goes with the run.
  process.env.TMPDIR = scratch;
  project.provide('scratch', scratch);
  const host = fork(fileURLToPath(new URL('store/postgres-host.mjs', import.meta.url)), { execArgv: [] });
  const [address] = await once(host, 'message');
  project.provide('postgresHost', String(address));
  return async () => {
    host.disconnect();
    await once(host, 'exit');
    rmSync(scratch, { recursive: true, force: true });
  };
}
