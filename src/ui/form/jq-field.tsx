import type { RefObject } from 'preact';
import { useContext, useRef, useState } from 'preact/hooks';
import { coloredText, withMark } from '../core/jq-colors.ts';
import { type Completion, completionAt, type FieldKind } from '../core/path-edit.ts';
import { replaceText } from '../state/insertion.ts';
import { KnownPaths } from './known-paths.ts';

/** A field for jq, or for text with jq in braces: it colors what is typed and completes paths of the event. */
export function JqField({
  id,
  kind,
  value,
  label,
  describedBy,
  invalid = false,
  mark = null,
  rows = 1,
  oneLine = false,
  placeholder,
  onInput,
}: {
  id: string;
  kind: FieldKind;
  value: string;
  /** For a field without a label element. */
  label?: string;
  describedBy?: string | undefined;
  invalid?: boolean;
  /** The part that is wrong. */
  mark?: { start: number; end: number } | null;
  /** The least number of lines that it shows. */
  rows?: number;
  /** Enter sends the form, as in any field of one line. */
  oneLine?: boolean;
  placeholder?: string;
  onInput(value: string): void;
}) {
  const area = useRef<HTMLTextAreaElement>(null);
  const completing = useCompletion(area, kind);
  const { completion, chosen } = completing;
  const list = `${id}-paths`;
  return (
    <div class="jq-field">
      <div class="jq-area">
        {/* Colors lie under a field with the same text, since a field itself has only one color. */}
        <pre class={`rows-${Math.min(rows, 6)}`} aria-hidden="true">
          {withMark(coloredText(value, kind), mark).map(({ text, color, isMarked }, index) => (
            <span key={index} class={`${color === null ? '' : `jq-${color}`} ${isMarked ? 'jq-marked' : ''}`}>
              {text}
            </span>
          ))}
          {'\u200b'}
        </pre>
        <textarea
          id={id}
          ref={area}
          rows={1}
          spellcheck={false}
          autocomplete="off"
          autocapitalize="off"
          data-jq={kind}
          value={value}
          placeholder={placeholder}
          aria-label={label}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          aria-autocomplete="list"
          aria-controls={completion === null ? undefined : list}
          aria-activedescendant={completion === null ? undefined : `${list}-${chosen}`}
          onInput={({ currentTarget }) => {
            onInput(currentTarget.value);
            completing.look();
          }}
          onKeyDown={(event) => {
            completing.press(event);
            if (event.defaultPrevented || !oneLine || event.key !== 'Enter') return;
            event.preventDefault();
            event.currentTarget.form?.requestSubmit();
          }}
          onBlur={completing.close}
        />
      </div>
      {completion !== null && (
        <Options id={list} completion={completion} chosen={chosen} onChoose={completing.accept} />
      )}
    </div>
  );
}

function useCompletion(area: RefObject<HTMLTextAreaElement | null>, kind: FieldKind) {
  const paths = useContext(KnownPaths);
  const [completion, setCompletion] = useState<Completion | null>(null);
  const [chosen, setChosen] = useState(0);
  const close = () => setCompletion(null);
  const look = () => {
    if (area.current === null || area.current.selectionStart !== area.current.selectionEnd) return close();
    setChosen(0);
    setCompletion(completionAt(area.current.value, area.current.selectionStart, kind, paths));
  };
  const accept = (index: number) => {
    const option = completion?.options[index];
    if (area.current === null || completion === null || option === undefined) return;
    replaceText(area.current, { start: completion.start, end: completion.end, text: option.path });
    close();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === ' ' && event.ctrlKey) look();
    else if (completion === null) return;
    else if (event.key === 'ArrowDown') setChosen((chosen + 1) % completion.options.length);
    else if (event.key === 'ArrowUp') setChosen((chosen + completion.options.length - 1) % completion.options.length);
    else if (event.key === 'Enter') accept(chosen);
    else if (event.key === 'Escape') close();
    else {
      // The caret leaves the part that the list completes.
      if (/^(Arrow|Home|End|Page)/.test(event.key)) close();
      return;
    }
    event.preventDefault();
  };
  return { completion, chosen, close, look, accept, press };
}

function Options({
  id,
  completion,
  chosen,
  onChoose,
}: {
  id: string;
  completion: Completion;
  chosen: number;
  onChoose(index: number): void;
}) {
  return (
    <div class="options" id={id} role="listbox" aria-label="Paths of the event">
      {completion.options.map(({ path, value }, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field that has the focus handles the keys.
        <div
          key={path}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          ref={(option) => {
            if (index === chosen) option?.scrollIntoView({ block: 'nearest' });
          }}
          // The field keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(index)}
        >
          <bdi class="option-path">{path}</bdi>
          <bdi class="option-value">{value}</bdi>
        </div>
      ))}
    </div>
  );
}
