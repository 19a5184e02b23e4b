/** Open brackets and leading indicators that a file may have before we refuse to parse it. */
const maxBrackets = 500;
const maxLeading = 1_000;

/**
 * True for a text that no parser should see. The parsers recurse, and near the end of the stack the engine may not throw
 * but abort the process (it does when a regular expression is compiled there), so this is told from the text alone:
 * by its brackets, and in YAML by lines that start with very many spaces or `- ` and `? ` indicators.
 */
export function isTooNested(text: string, yaml: boolean): boolean {
  return brackets(text) > maxBrackets || (yaml && leading(text) > maxLeading);
}

/** The most brackets open at once, those inside of quotes too: real texts never come near the limit. */
function brackets(text: string): number {
  let open = 0;
  let most = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0x5b || unit === 0x7b) open += 1;
    else if (unit === 0x5d || unit === 0x7d) open -= 1;
    if (open > most) most = open;
    else if (open < 0) open = 0;
  }
  return most;
}

/** The longest start of a line made of spaces and of indicators that open a level. */
function leading(text: string): number {
  let most = 0;
  for (let start = 0; start <= text.length; ) {
    let at = start;
    while (isSpace(text[at]) || (isIndicator(text[at]) && isSpace(text[at + 1]))) at += 1;
    most = Math.max(most, at - start);
    const end = text.indexOf('\n', at);
    if (end === -1) return most;
    start = end + 1;
  }
  return most;
}

function isSpace(unit: string | undefined): boolean {
  return unit === ' ' || unit === '\t';
}

function isIndicator(unit: string | undefined): boolean {
  return unit === '-' || unit === '?' || unit === ':';
}
