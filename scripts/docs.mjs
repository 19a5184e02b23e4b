// Runs scripts/docs/write.ts, which needs the sources' tables and so a bundle first.
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
await bundle({ docs: 'scripts/docs/write.ts' });
await import('../build/docs.mjs');
