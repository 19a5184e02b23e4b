import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, indentOnInput, indentUnit } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { type ChangeSpec, EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import type { Issue } from '../../core/issue/issue.ts';
import type { JsonSchema } from '../../core/json.ts';
import { indexLines } from '../../core/source/lines.ts';
import type { TextEdit } from '../core/path-edit.ts';
import { colors } from './colors.ts';
import { schemaService } from './schema-service.ts';
import { yamlLanguage } from './yaml-language.ts';

/** An open editor. */
export type Editor = {
  /** Shows another text, unless it is what the editor has. */
  setText(text: string): void;
  setIssues(issues: readonly Issue[]): void;
  /** Changes a part of the text as if it were typed, and goes there; false once the editor is closed. */
  edit(edit: (text: string, selection: { start: number; end: number }) => TextEdit): boolean;
  close(): void;
};

/** The options of an editor; `schema` is used to complete JSON. */
export type EditorOptions = {
  label: string;
  text: string;
  language: 'json' | 'yaml';
  schema?: JsonSchema | undefined;
  onChange(text: string): void;
  /** Called when it gets the focus. */
  onFocus(editor: Editor): void;
};

/**
 * Opens an editor in its own element. It lives in a shadow root with adopted style sheets, because the page's policy
 * would block a style element.
 */
export function openEditor(host: HTMLElement, options: EditorOptions): Editor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  let isSetting = false;
  const state = EditorState.create({
    doc: options.text,
    extensions: [
      options.language === 'json' ? json() : yamlLanguage,
      ...[lineNumbers(), foldGutter(), lintGutter(), history(), drawSelection()],
      ...[indentUnit.of('  '), indentOnInput(), bracketMatching(), closeBrackets()],
      options.schema === undefined ? [] : completion(options.schema),
      keymap.of([
        ...[...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap],
        // Escape turns it off for two seconds, so that Tab leaves the editor.
        indentWithTab,
      ]),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': options.label, tabindex: '0', spellcheck: 'false' }),
      EditorView.updateListener.of(({ docChanged, state: { doc } }) => {
        if (docChanged && !isSetting) options.onChange(doc.toString());
      }),
      EditorView.domEventHandlers({ focus: () => options.onFocus(editor) }),
      colors,
    ],
  });
  const view = new EditorView({ state, root, parent: root });
  const editor: Editor = {
    setText(text) {
      const present = view.state.doc.toString();
      if (present === text) return;
      isSetting = true;
      view.dispatch({ changes: changeBetween(present, text) });
      isSetting = false;
    },
    setIssues(issues) {
      const text = view.state.doc.toString();
      view.dispatch(setDiagnostics(view.state, diagnosticsOf(text, issues)));
    },
    edit(edit) {
      if (!view.dom.isConnected) return false;
      const { from, to } = view.state.selection.main;
      const { start, end, text } = edit(view.state.doc.toString(), { start: from, end: to });
      view.dispatch({
        changes: { from: start, to: end, insert: text },
        selection: { anchor: start + text.length },
        scrollIntoView: true,
      });
      view.focus();
      return true;
    },
    close: () => view.destroy(),
  };
  return editor;
}

function completion(schema: JsonSchema): Extension {
  const { complete, hover } = schemaService(schema);
  return [autocompletion({ override: [complete], icons: false }), hover];
}

/** The least change, so that the caret stays where it is. */
function changeBetween(before: string, after: string): ChangeSpec {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}

function diagnosticsOf(text: string, issues: readonly Issue[]): Diagnostic[] {
  const lines = indexLines(text);
  return issues.map(({ range, severity, code, message }) => {
    const from = Math.min(lines.offset(range.start), text.length);
    return { from, to: Math.max(from, lines.offset(range.end)), severity, source: code, message };
  });
}
