import { readFileSync, writeFileSync } from 'node:fs';
import { generatedFiles } from './files.ts';
import { pagesWithTables } from './pages.ts';
import { renew } from './tables.ts';

// Renews the generated documentation in place: `npm run docs`.
for (const file of pagesWithTables()) writeFileSync(file, renew(readFileSync(file, 'utf8')));
for (const [file, make] of Object.entries(generatedFiles)) writeFileSync(file, make());
