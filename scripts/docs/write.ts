import { readFileSync, writeFileSync } from 'node:fs';
import { renew } from './tables.ts';

// Renews the generated parts of the documentation in place: `npm run docs`.
for (const file of ['README.md']) writeFileSync(file, renew(readFileSync(file, 'utf8')));
