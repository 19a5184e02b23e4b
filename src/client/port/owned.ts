import type { Git } from '../../checkout/git.ts';
import { isObject, type Json } from '../../core/json.ts';
import { readSource } from '../../core/source/source.ts';

/** The definitions of a path in a commit, by identifier. */
export type OwnedBefore = ReadonlyMap<string, { file: string; value: Json }>;

/** Reads what a path owned in a commit: every definition with an identifier, valid or not. */
export function ownedIn(git: Git, commit: string, path: string): OwnedBefore {
  const documents = git.files(commit, path).flatMap((file) => readSource(file).documents);
  return new Map(
    documents.flatMap(({ file, value }) =>
      isObject(value) && typeof value.identifier === 'string' ? [[value.identifier, { file, value }] as const] : [],
    ),
  );
}
