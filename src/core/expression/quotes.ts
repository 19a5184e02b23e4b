/**
 * Port's tolerance for single-quoted strings: a `'` that opens (after whitespace or at the start) or closes (before
 * whitespace or at the end) becomes `"`. So `== 'Prod' then` turns into jq and `=='Prod'` does not. The whitespace a
 * match consumes cannot serve the next quote; Port behaves so too. Every character keeps its offset.
 */
export function rewriteQuotes(expression: string): string {
  return expression.replace(/(^|\s)'(?![\s"])|(?<![\s"])'(\s|$)/g, (_match, before = '', after = '') => {
    return `${before}"${after}`;
  });
}
