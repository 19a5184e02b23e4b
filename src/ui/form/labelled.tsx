import type { ComponentChildren } from 'preact';

/** A title, a control and its help, tied together for screen readers. */
export function Labelled({
  id,
  title,
  required,
  help,
  several = false,
  children,
}: {
  id: string;
  title: string;
  required: boolean;
  help: string | null;
  /** The content is several controls, each with a label of its own. */
  several?: boolean;
  children: ComponentChildren;
}) {
  const text = (
    <>
      {title}
      {required && <span class="muted"> (required)</span>}
    </>
  );
  return (
    <div class="field">
      {several ? (
        <span class="field-title">{text}</span>
      ) : (
        <label class="field-title" for={id}>
          {text}
        </label>
      )}
      {children}
      {help !== null && (
        <p class="muted help" id={`${id}-help`}>
          {help}
        </p>
      )}
    </div>
  );
}
