/** YAML 1.1's key that merges maps, which YAML 1.2 takes for a key like any other. */
export const mergeKey = '<<';

/** The way out, as the end of a sentence. */
export const mergeKeyAdvice = 'merge keys need a line `%YAML 1.1` at the top of the file and a line `---` below it.';

/** What is said of it where nothing was merged. */
export const mergeKeyMessage = `\`<<\` is a key like any other here, so nothing is merged; ${mergeKeyAdvice}`;
