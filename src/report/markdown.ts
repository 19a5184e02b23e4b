/**
 * Text as code in GitHub's Markdown, on one line, in a table as well as elsewhere: whatever it holds, it is neither
 * Markdown nor HTML, and mentions nobody.
 */
export function code(text: string): string {
  return `<code>${entities(oneLine(text).trim()) || ' '}</code>`;
}

/** Text as nothing but text: no Markdown, no HTML, no link, no mention of people or issues. */
export function prose(text: string): string {
  // GitHub looks for mentions in what is displayed, where an entity is the character again.
  return entities(oneLine(text).replaceAll(/[@#]|\bGH(?=-)/gi, (mark) => `${mark}\u200b`));
}

/** A message of ours: what it quotes in backticks becomes code, and all the rest is text. */
export function message(text: string): string {
  const parts = text.split('`');
  // Quotes that do not match are somebody's own backticks.
  if (parts.length % 2 === 0) return prose(text);
  return parts.map((part, index) => (index % 2 === 1 ? code(part) : prose(part))).join('');
}

/** Text between fences that it cannot close. */
export function block(text: string, language = ''): string {
  const longest = (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
  const fence = '`'.repeat(longest + 1);
  const lines = text.replaceAll(/[^\P{Cc}\n]/gu, ' ').replaceAll(/[\u2028\u2029]/g, ' ');
  return `${fence}${language}\n${lines}\n${fence}`;
}

/** A row of a table; its cells are Markdown of ours. */
export function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** An entity cannot be read as structure (CommonMark, 2.5), and a table is not split at one. */
function entities(text: string): string {
  return text.replaceAll(/[!-/:-@[-`{-~]/g, (character) =>
    plain.has(character) ? character : `&#${character.charCodeAt(0)};`,
  );
}

/** Punctuation that means nothing wherever it stands inside of a line. */
const plain = new Set([',', ';', '%', '?']);

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}
