import type { Git } from '../../checkout/git.ts';
import { isObject, type Json } from '../../core/json.ts';
import { readSource } from '../../core/source/source.ts';

/** What a path held in a commit: identifier → where, and the definition as it was written. */
export type OwnedBefore = ReadonlyMap<string, { file: string; value: Json }>;

/** What this path owned before: every definition of its files in a commit that has a name, whether it was valid or not. */
export function ownedIn(git: Git, commit: string, path: string): OwnedBefore {
  const documents = git.files(commit, path).flatMap((file) => readSource(file).documents);
  return new Map(
    documents.flatMap(({ file, value }) =>
      isObject(value) && typeof value.identifier === 'string' ? [[value.identifier, { file, value }] as const] : [],
    ),
  );
}
