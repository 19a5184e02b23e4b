import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Issue } from '../../core/issue/issue.ts';
import type { JsonSchema } from '../../core/json.ts';
import { definitionInsertion, insertionOf, type TextEdit } from '../core/path-edit.ts';
import type { Editor } from '../editor/editor.ts';
import { takePaths } from '../state/insertion.ts';

/** A whole definition as text, in an editor that is loaded when it is first shown; without it, in a plain field. */
export function CodeField({
  label,
  language,
  text,
  issues,
  schema,
  onChange,
}: {
  label: string;
  language: 'json' | 'yaml';
  text: string;
  issues: readonly Issue[] | null;
  schema?: JsonSchema;
  onChange(text: string): void;
}) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const [state, setState] = useState<'loading' | 'open' | 'failed'>('loading');
  const latest = useRef({ text, onChange });
  latest.current = { text, onChange };
  useEffect(() => {
    let isOver = false;
    import('../editor/editor.ts').then(
      ({ openEditor }) => {
        if (isOver || host.current === null) return;
        const take = (opened: Editor) => takePaths((path) => opened.edit(insertion(language, path)));
        const change = (next: string) => latest.current.onChange(next);
        editor.current = openEditor(host.current, {
          ...{ label, language, schema },
          ...{ text: latest.current.text, onChange: change, onFocus: take },
        });
        setState('open');
      },
      () => setState('failed'),
    );
    return () => {
      isOver = true;
      editor.current?.close();
    };
  }, []);
  // At once: after the next key, this text would be an old one, and what was typed since would be taken back.
  useLayoutEffect(() => editor.current?.setText(text), [text, state]);
  useEffect(() => {
    if (issues !== null) editor.current?.setIssues(issues);
  }, [issues, state]);
  if (state === 'failed') {
    return (
      <textarea
        class="whole"
        spellcheck={false}
        aria-label={label}
        value={text}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
    );
  }
  return (
    <>
      {state === 'loading' && <p class="muted">Loading the editor…</p>}
      <div class="code-host" ref={host} />
    </>
  );
}

/** The edit that inserts a path of the event into a definition's text. */
function insertion(language: 'json' | 'yaml', path: string) {
  return (text: string, selection: { start: number; end: number }): TextEdit => {
    if (language === 'json') return definitionInsertion(text, selection, path);
    return insertionOf(text, selection, 'template', path);
  };
}
