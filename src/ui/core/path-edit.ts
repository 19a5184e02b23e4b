import type { KnownPath } from './jq-path.ts';

/** The content of a field: jq over an event, text with jq in double braces, or JSON of such texts. */
export type FieldKind = 'condition' | 'template' | 'json';

/** Text to put in place of a part of a field. */
export type TextEdit = { start: number; end: number; text: string };

/** The edit that puts a path of the event where the caret or the selection is. */
export function insertionOf(
  text: string,
  { start, end }: { start: number; end: number },
  kind: FieldKind,
  path: string,
): TextEdit {
  if (kind === 'condition') return { start, end, text: path };
  const isJson = kind === 'json' && /^\s*(?:[["]|\{(?!\{))/.test(text);
  const written = isJson ? inEvent(path).replaceAll('"', '\\"') : inEvent(path);
  if (isInBraces(text, start)) return { start, end, text: written };
  const template = `{{ ${written} }}`;
  return { start, end, text: isJson && !isInQuotes(text.slice(0, start)) ? `"${template}"` : template };
}

/**
 * The edit that puts a path into the JSON of a whole definition, depending on whether the string is a condition or a
 * template.
 */
export function definitionInsertion(text: string, selection: { start: number; end: number }, path: string): TextEdit {
  const before = text.slice(0, selection.start);
  const isCondition = /"expressions"\s*:\s*\[(?:[^\]"]|"(?:\\.|[^"\\])*")*(?:"(?:\\.|[^"\\])*)?$/.test(before);
  if (!isCondition) return insertionOf(text, selection, 'json', path);
  const escaped = JSON.stringify(path).slice(1, -1);
  return { ...selection, text: isInQuotes(before) ? escaped : `"${escaped}"` };
}

/** A path of the event as templates write it. */
function inEvent(path: string): string {
  return `.event${/^\.(?:\[|$)/.test(path) ? path.slice(1) : path}`;
}

/** The paths that templates can read: the event, and the data of the run. */
function templatePaths(paths: readonly KnownPath[]): KnownPath[] {
  return [
    { path: '.event', value: 'the event' },
    ...paths.map(({ path, value }) => ({ path: inEvent(path), value })),
    { path: '.run.id', value: 'the id of the run' },
    { path: '.trigger.by', value: 'who caused the event' },
    { path: '.trigger.at', value: 'when the run began' },
    { path: '.action.identifier', value: 'this automation' },
    { path: '.secrets', value: 'secrets of the service' },
  ];
}

/** Whether a place is within `{{ … }}`, closed or not yet. */
export function isInBraces(text: string, at: number): boolean {
  const before = text.slice(0, at);
  return before.lastIndexOf('{{') > before.lastIndexOf('}}');
}

/** Paths that may follow at the caret, and what choosing one replaces. */
export type Completion = { start: number; end: number; options: readonly KnownPath[] };

/** How many paths are offered at once. */
const maxOptions = 50;

/** The completions of the path that ends at the caret; null if none is being typed. */
export function completionAt(
  text: string,
  caret: number,
  kind: FieldKind,
  paths: readonly KnownPath[],
): Completion | null {
  if (kind !== 'condition' && !isInBraces(text, caret)) return null;
  const before = text.slice(0, caret);
  const code = kind === 'condition' ? before : before.slice(before.lastIndexOf('{{') + 2);
  const typed = /(?<![\w)\]"}?])\.(?:[\w.]|\["[^"\]]*"?\]?)*$/.exec(code)?.[0];
  if (typed === undefined || isInQuotes(code.slice(0, code.length - typed.length))) return null;
  const known = kind === 'condition' ? paths : templatePaths(paths);
  const options = matching(known, typed).slice(0, maxOptions);
  if (options.length === 0 || (options.length === 1 && options[0]?.path === typed)) return null;
  return { start: caret - typed.length, end: caret, options };
}

/** Paths that begin as typed, then those whose last name begins as what was typed last. */
function matching(paths: readonly KnownPath[], typed: string): KnownPath[] {
  const wanted = typed.toLowerCase();
  const last = wanted.slice(wanted.lastIndexOf('.') + 1);
  const begins = paths.filter(({ path }) => path.toLowerCase().startsWith(wanted));
  if (last === '') return begins;
  const others = paths.filter(({ path }) => {
    const own = path.toLowerCase();
    return !own.startsWith(wanted) && own.slice(own.lastIndexOf('.')).startsWith(`.${last}`);
  });
  return [...begins, ...others];
}

/** Whether text ends within double quotes. */
function isInQuotes(text: string): boolean {
  return (text.replaceAll(/\\./g, '').match(/"/g)?.length ?? 0) % 2 === 1;
}
