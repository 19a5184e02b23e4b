import { importPasses } from '../../src/core/catalog/github/import-passes.ts';
import { table } from './table.ts';

/** What an import from GitHub reads, and the permission of the App that each kind needs. */
export function importTable(): string {
  const byKind = new Map<string, { what: string[]; permission: string }>();
  for (const { kind, what, permission } of importPasses) {
    byKind.set(kind, { what: [...(byKind.get(kind)?.what ?? []), what], permission });
  }
  return table(
    ['Kind', 'What is imported', 'The App needs'],
    [
      ['`repository`', 'all', '_Metadata: read_'],
      ...[...byKind].map(([kind, { what, permission }]) => [
        `\`${kind}\``,
        what.join(' and '),
        `_${permission}: read_`,
      ]),
    ],
  );
}
