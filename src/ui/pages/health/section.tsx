import type { ComponentChildren } from 'preact';

/** A box with rows, or the sentence that there are none. */
export function Section({
  title,
  nothing,
  rows,
  isCounted = true,
}: {
  title: string;
  nothing: string;
  rows: readonly ComponentChildren[];
  /** False where the number of rows says nothing. */
  isCounted?: boolean;
}) {
  return (
    <section class="box" aria-label={title}>
      <h2 class="box-header">
        {title} {isCounted && rows.length > 0 && <span class="label">{rows.length}</span>}
      </h2>
      <ul>{rows.length === 0 ? <li class="row quiet muted">{nothing}</li> : rows}</ul>
    </section>
  );
}

/** A link to an automation. */
export function Automation({ identifier, title = null }: { identifier: string; title?: string | null }) {
  return (
    <a class="title" href={`/automations/${encodeURIComponent(identifier)}`}>
      <bdi>{title || identifier}</bdi>
    </a>
  );
}
