// Builds the server and the command line for `npm start` and `npx`, into build/.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Output name → entry. The jq worker is a file of its own because a worker thread starts from a file. */
const entries = { server: 'src/server.ts', cli: 'src/cli.ts', 'jq-worker': 'src/jq/worker.ts' };

const present = Object.entries(entries).filter(([, file]) => existsSync(`${root}/${file}`));
await bundle(Object.fromEntries(present), { sourcemap: true });
