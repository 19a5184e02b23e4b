/** A comparison as `git diff` shows it: each line says by its first character what it is. */
export function DiffView({ text, label }: { text: string; label: string }) {
  const lines = text.replace(/\n$/, '').split('\n');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard has to get there
    <section class="diff" aria-label={label} tabIndex={0}>
      <pre>
        {lines.map((line, index) => (
          <span key={index} class={kinds[line[0] ?? ' '] ?? ''}>
            {`${line}\n`}
          </span>
        ))}
      </pre>
    </section>
  );
}

const kinds: Readonly<Record<string, string>> = { '+': 'added', '-': 'removed', '@': 'hunk' };
