/** How much an issue matters: an `error` keeps a file from loading, the others do not. */
export type Severity = 'error' | 'warning' | 'info';

/** A place in a file: 1-based lines and columns, columns in UTF-16 units as editors and GitHub count them. */
export type Position = { line: number; column: number };

/** A stretch of a file, end exclusive. */
export type Range = { start: Position; end: Position };

/** A problem in a user's file: data, never an exception. */
export type Issue = {
  /** Stable code from the table of issue codes, e.g. `schema/unknown-field`. */
  code: string;
  severity: Severity;
  /** Path relative to the repository's root, with forward slashes. */
  file: string;
  range: Range;
  /** One sentence that says what is wrong and the way out. */
  message: string;
  /** The replacement we would make for the text in `range`, when we are sure enough to offer it. */
  suggestion?: string;
  /** The automation's identifier, when it is known. */
  automation?: string;
  /** Other places that matter, such as the first of two duplicates. */
  related?: readonly { file: string; range: Range; message: string }[];
};
