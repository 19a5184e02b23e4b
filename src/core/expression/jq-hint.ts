/** A hint at what the author of an invalid expression probably meant. */
export type JqHint = {
  /** The end of a sentence. */
  message: string;
  /** Where the mistake starts in the expression, in UTF-16 offsets, and its length. */
  start: number;
  length: number;
  /** The corrected expression, if a rewrite is enough. */
  fixed?: string;
};
