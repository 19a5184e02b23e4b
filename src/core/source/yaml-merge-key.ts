/** The key that merges maps in YAML 1.1; in YAML 1.2 it is an ordinary key. */
export const mergeKey = '<<';

/** How to enable merge keys, as the end of a sentence. */
export const mergeKeyAdvice = 'to use merge keys, start the file with the lines `%YAML 1.1` and `---`.';

/** The message for a merge key that was not merged. */
export const mergeKeyMessage = `\`<<\` is an ordinary key in YAML 1.2, so nothing is merged; ${mergeKeyAdvice}`;
