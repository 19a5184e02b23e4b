import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Filters } from '../../core/url-filters.ts';
import { holds } from '../../state/session.ts';

/** A button for work on everything that the filters show; `things` is the filtered kind, `children` the dialog. */
export function FilteredWork(props: {
  filters: Filters;
  label: string;
  things: string;
  children: (onClose: () => void) => ComponentChildren;
}) {
  const { filters, label, things, children } = props;
  const [isAsked, setIsAsked] = useState(false);
  if (!holds('operate')) return null;
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <div>
      <button
        class="button"
        type="button"
        disabled={!isFiltered}
        aria-describedby={isFiltered ? undefined : 'bulk-help'}
        onClick={() => setIsAsked(true)}
      >
        {label}
      </button>
      {!isFiltered && (
        <p class="muted help" id="bulk-help">
          Filter the {things} first.
        </p>
      )}
      {isAsked && children(() => setIsAsked(false))}
    </div>
  );
}
