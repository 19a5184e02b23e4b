/**
 * Formats text as inline code in GitHub's Markdown, also inside a table: nothing in it acts as Markdown, HTML or a mention.
 */
export function code(text: string): string {
  return `<code>${entities(oneLine(text).trim()) || ' '}</code>`;
}

/** Escapes text so that it contains no Markdown, HTML, link or mention. */
export function prose(text: string): string {
  // GitHub looks for mentions in what is displayed, where an entity is the character again.
  return entities(oneLine(text).replaceAll(/[@#]|\bGH(?=-)/gi, (mark) => `${mark}\u200b`));
}

/** Formats one of our messages: parts in backticks become code, the rest is escaped. */
export function message(text: string): string {
  const parts = text.split('`');
  // Unmatched backticks come from quoted text.
  if (parts.length % 2 === 0) return prose(text);
  return parts.map((part, index) => (index % 2 === 1 ? code(part) : prose(part))).join('');
}

/** Links a label that is already Markdown; without an address it is the label alone. The address must be encoded. */
export function link(label: string, url: string | null): string {
  return url === null ? label : `[${label}](${url})`;
}

/** Formats a part that is closed until it is clicked on; the summary and the content are already Markdown. */
export function details(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;
}

/** Formats a code block whose text cannot close its fence. */
export function block(text: string, language = ''): string {
  const longest = (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
  const fence = '`'.repeat(longest + 1);
  const lines = text.replaceAll(/[^\P{Cc}\n]/gu, ' ').replaceAll(/[\u2028\u2029]/g, ' ');
  return `${fence}${language}\n${lines}\n${fence}`;
}

/** A row of a table; its cells are already Markdown. */
export function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** An entity cannot be read as structure (CommonMark, 2.5), and a table is not split at one. */
function entities(text: string): string {
  return text.replaceAll(/[!-/:-@[-`{-~]/g, (character) =>
    plain.has(character) ? character : `&#${character.charCodeAt(0)};`,
  );
}

/** Punctuation without a meaning inside a line. */
const plain = new Set([',', ';', '%', '?']);

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}
