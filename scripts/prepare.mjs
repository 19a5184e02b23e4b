// Runs after `npm ci` and when the package is installed from git: builds the command where it is not built yet.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

if (!existsSync(fileURLToPath(new URL('../build/cli.mjs', import.meta.url)))) await import('./build.mjs');
