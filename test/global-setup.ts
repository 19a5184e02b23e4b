import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Builds what tests start as processes and worker threads, so that they meet the real thing. */
export function setup(): void {
  execFileSync(process.execPath, [fileURLToPath(new URL('../scripts/build.mjs', import.meta.url))], {
    stdio: 'inherit',
  });
}
