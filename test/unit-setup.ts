import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { nodeFlags } from './node-flags.ts';

/** Bundles jq's worker, the one thing that these tests need built: a thread starts from a file. */
export function setup(): void {
  const script = fileURLToPath(new URL('../scripts/build.mjs', import.meta.url));
  execFileSync(process.execPath, [script, '--only-workers'], { stdio: 'inherit' });
  // Threads cannot be started with flags of V8; those of the process hold for them.
  for (const flag of nodeFlags) setFlagsFromString(flag);
}
