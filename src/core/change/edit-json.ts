import { applyEdits, type JSONPath, type ModificationOptions, modify } from 'jsonc-parser';
import type { ValueEdit } from './differences.ts';
import { indentOf } from './indent.ts';

/** Applies edits to JSON with comments; everything else stays as written. */
export function editJson(text: string, edits: readonly ValueEdit[]): string {
  const indent = indentOf(text);
  const formattingOptions = {
    tabSize: indent === '\t' ? 1 : indent.length,
    insertSpaces: indent !== '\t',
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
  return edits.reduce((current, edit) => {
    const path = [...edit.path] as JSONPath;
    // Formatting would also change the line around what is not formatted like that.
    if (edit.kind === 'remove') return applyEdits(current, modify(current, path, undefined, {}));
    const isShort = edit.kind === 'set' && (typeof edit.value !== 'object' || edit.value === null);
    const options: ModificationOptions = isShort ? {} : { formattingOptions };
    if (edit.kind === 'add') {
      const { after } = edit;
      options.isArrayInsertion = typeof edit.path.at(-1) === 'number';
      options.getInsertionIndex = (keys) => (after === null ? 0 : keys.indexOf(after) + 1);
    }
    return applyEdits(current, modify(current, path, edit.value, options));
  }, text);
}
