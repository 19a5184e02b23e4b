import { readFileSync } from 'node:fs';
import { table } from './table.ts';

/** The glossary at the top of `src/core/automation.ts`, as a table. */
export function glossaryTable(): string {
  const source = readFileSync('src/core/automation.ts', 'utf8');
  const comment = source.slice(0, source.indexOf('*/'));
  const rows = [...comment.matchAll(/^ \* ([a-z][a-z, ]*?) {2,}(.+)$/gm)].map(([, word = '', meaning = '']) => [
    `**${word}**`,
    meaning,
  ]);
  return table(['Word', 'Meaning'], rows);
}
