import { identifierCharacters } from '../identifiers.ts';
import type { Issue } from '../issue/issue.ts';
import type { SourceFile } from '../source/source.ts';

const identifierCharacter = new RegExp(`[${identifierCharacters}]`, 'u');

/** True if a text contains an identifier, and not only as part of another one. */
export function mentionsIdentifier(text: string, identifier: string): boolean {
  const isEdge = (at: number) => !identifierCharacter.test(text.charAt(at));
  for (let at = text.indexOf(identifier); at >= 0; at = text.indexOf(identifier, at + 1)) {
    if (isEdge(at - 1) && isEdge(at + identifier.length)) return true;
  }
  return false;
}

/** The files that have errors, so that not all of the automations that they define are known. */
export function filesWithErrors(issues: readonly Issue[]): ReadonlySet<string> {
  return new Set(issues.filter(({ severity }) => severity === 'error').map(({ file }) => file));
}

/** Returns a function that says whether an automation may be defined in one of the files that have errors. */
export function mayBeDefined(files: readonly SourceFile[], issues: readonly Issue[]): (identifier: string) => boolean {
  const broken = filesWithErrors(issues);
  const unread = files.filter(({ path }) => broken.has(path));
  return (identifier) => unread.some(({ text }) => mentionsIdentifier(text, identifier));
}
