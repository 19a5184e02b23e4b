/** A value as JSON; it is text, whatever it contains. */
export function JsonView({ title, value }: { title: string; value: unknown }) {
  return (
    <section class="box json" aria-label={title}>
      <h3 class="box-header">{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable by keyboard. */}
      <pre tabIndex={0}>{value === undefined || value === null ? 'Nothing' : JSON.stringify(value, null, 2)}</pre>
    </section>
  );
}
