/** A value as JSON, and text as it is; nothing in it is ever more than text. */
export function JsonView({ title, value }: { title: string; value: unknown }) {
  return (
    <section class="box json" aria-label={title}>
      <h3 class="box-header">{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable by keyboard. */}
      <pre tabIndex={0}>{isEmpty(value) ? <span class="muted">Empty</span> : textOf(value)}</pre>
    </section>
  );
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
