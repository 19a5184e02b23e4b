/**
 * A match of a pattern: the text as written, the same without the contents of its strings, and whether it is the whole
 * expression.
 */
export type MistakeMatch = { written: string; code: string; isWhole: boolean };

/** A mistake typical of users of another language, found in code without its strings. */
export type CommonMistake = {
  pattern: RegExp;
  message: string | ((found: MistakeMatch) => string);
  /** What to write instead; undefined if that depends on what is meant. */
  replace?: (found: MistakeMatch) => string | undefined;
};

/** A pipe extends as far as possible, so it needs parentheses next to other code. */
export function piped(text: string, isWhole: boolean): string {
  return isWhole ? text : `(${text})`;
}
