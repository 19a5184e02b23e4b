import { type FieldKind, insertionOf } from '../core/path-edit.ts';

type Field = HTMLInputElement | HTMLTextAreaElement;

/** Something that takes paths of the event where its caret is; false once it is no longer shown. */
export type PathTarget = (path: string) => boolean;

/** The current target for paths that are chosen elsewhere on the page: the field that had the focus last. */
let target: PathTarget | null = null;

/** Makes something the target of paths, as it has the focus. */
export function takePaths(next: PathTarget): void {
  target = next;
}

/** Makes a field the target if it takes paths; its attribute `data-jq` says of which kind it is. */
export function noteFocus({ target: focused }: { target: EventTarget | null }): void {
  const isField = focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement;
  if (isField && focused.dataset.jq) takePaths((path) => insertInto(focused, path));
}

/** Inserts a path of the event at the last text cursor and focuses it; false when there was none. */
export function insertPath(path: string): boolean {
  return target?.(path) ?? false;
}

function insertInto(field: Field, path: string): boolean {
  if (!field.isConnected) return false;
  const [start, end] = [field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length];
  replaceText(field, insertionOf(field.value, { start, end }, field.dataset.jq as FieldKind, path));
  field.focus();
  return true;
}

/** Changes a part of a field's text as if it were typed, so that the draft follows. */
export function replaceText(field: Field, { start, end, text }: { start: number; end: number; text: string }): void {
  field.setRangeText(text, start, end, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
