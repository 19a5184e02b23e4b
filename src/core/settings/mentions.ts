import type { Issue } from '../issue/issue.ts';
import type { SourceFile } from '../source/source.ts';

/** What identifiers are made of; beside one of these, a text is only part of an identifier. */
const identifierCharacter = /[\p{L}\p{N}@_.+:=-]/u;

/** True if a text contains an identifier, and not only as part of another one. */
export function mentionsIdentifier(text: string, identifier: string): boolean {
  const isEdge = (at: number) => !identifierCharacter.test(text.charAt(at));
  for (let at = text.indexOf(identifier); at >= 0; at = text.indexOf(identifier, at + 1)) {
    if (isEdge(at - 1) && isEdge(at + identifier.length)) return true;
  }
  return false;
}

/** The files without errors: the automations that they define are known. */
export function filesWithoutErrors(files: readonly SourceFile[], issues: readonly Issue[]): ReadonlySet<string> {
  const broken = new Set(issues.flatMap(({ severity, file }) => (severity === 'error' ? [file] : [])));
  return new Set(files.flatMap(({ path }) => (broken.has(path) ? [] : [path])));
}

/** Returns a function that says whether an automation may be defined in one of the files that have errors. */
export function mayBeDefined(files: readonly SourceFile[], issues: readonly Issue[]): (identifier: string) => boolean {
  const known = filesWithoutErrors(files, issues);
  const others = files.filter(({ path }) => !known.has(path));
  return (identifier) => others.some(({ text }) => mentionsIdentifier(text, identifier));
}
