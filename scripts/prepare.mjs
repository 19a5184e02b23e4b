// Runs after `npm ci` and when the package is installed from git: builds the command where it is not built yet, unless
// SKIP_BUILD says that it is built later.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../build/cli.mjs', import.meta.url));
if (process.env.SKIP_BUILD !== 'true' && !existsSync(command)) await import('./build.mjs');
