/**
 * Rewrites single quotes as Port does: a `'` that opens (after white space or at the start) or closes (before white
 * space or at the end) becomes `"`. So `== 'Prod' then` becomes valid jq and `=='Prod'` does not. White space consumed
 * by one match cannot serve the next quote, as in Port. Every character keeps its offset.
 */
export function rewriteQuotes(expression: string): string {
  return expression.replace(/(^|\s)'(?![\s"])|(?<![\s"])'(\s|$)/g, (_match, before = '', after = '') => {
    return `${before}"${after}`;
  });
}
