/**
 * Turns a snippet of the language server's format into one of the editor's: `$1` and `${1:text}` become fields, and a
 * default that holds braces is left empty, as the editor's fields cannot.
 */
export function editorSnippet(text: string): string {
  return text
    .replaceAll(/\$\{(\d+):((?:\\.|[^\\}])*)\}/g, (_, number: string, preset: string) => {
      const plain = unescaped(preset);
      return /[{}]/.test(plain) ? `#{${number}}` : `#{${number}:${plain}}`;
    })
    .replaceAll(/(?<!\\)\$(\d+)/g, '#{$1}')
    .replaceAll(/\\([$}\\])/g, '$1');
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, '$1');
}

/** Markdown's escapes taken out: what a schema describes is shown as text. */
export function plainText(markdown: string): string {
  return markdown
    .replaceAll(/\\([\\`*_{}[\]()#+\-.!<>~|])/g, '$1')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .trim();
}
