import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';

/** A dialog over the page; Escape closes it, and the focus goes back to where it was. `children` are given what closes it. */
export function Dialog({
  title,
  wide = false,
  onClose,
  children,
}: {
  title: ComponentChildren;
  wide?: boolean;
  onClose(): void;
  children: (close: () => void) => ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Before it is painted, so that keys that are pressed at once reach it.
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class={wide ? 'wide' : ''} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      {children(() => dialog.current?.close())}
    </dialog>
  );
}
