/** What a text matches that is more than white space. */
export const filledPattern = '\\S';

/** The schema of a text that may not be blank; `advice` says what to write, as the end of a sentence. */
export function filled(advice: string) {
  return { pattern: filledPattern, patternErrorMessage: `is empty; ${advice}` };
}
