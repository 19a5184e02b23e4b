import { escapeAt } from './yaml-escape.ts';

/** A YAML string as written: its range in the text, its style, and the indentation of its parent. */
export type WrittenScalar = {
  start: number;
  end: number;
  style: 'plain' | 'single' | 'double' | 'block';
  /** The indentation of the parent; the indentation indicator of a block is relative to it. */
  parentIndent: number;
};

/** A value rebuilt from its text, with the source offset of each UTF-16 unit and of the end. */
export type Traced = { value: string; offsets: number[] };

/**
 * Rebuilds a string from its text by the rules of YAML 1.2 (chapters 7.3 and 8.1), to know which character of the text
 * each unit came from.
 */
export function traceScalar(text: string, scalar: WrittenScalar): Traced {
  if (scalar.style === 'block') return traceBlock(text, scalar);
  const quoted = scalar.style !== 'plain';
  return traceFlow(text, quoted ? scalar.start + 1 : scalar.start, quoted ? scalar.end - 1 : scalar.end, scalar.style);
}

function traceFlow(text: string, start: number, end: number, style: WrittenScalar['style']): Traced {
  const units: string[] = [];
  const offsets: number[] = [];
  const push = (unit: string, offset: number) => {
    units.push(unit);
    offsets.push(offset);
  };
  // Characters from an escape are never trimmed as trailing white space.
  let written = 0;
  let at = start;
  while (at < end) {
    const unit = text.charAt(at);
    if (breakLength(text, at) > 0) {
      while (units.length > written && isBlank(units.at(-1))) {
        units.pop();
        offsets.pop();
      }
      const fold = foldBreaks(text, at, end);
      if (fold.empty.length === 0) push(' ', at);
      for (const offset of fold.empty) push('\n', offset);
      at = fold.next;
    } else if (style === 'single' && unit === "'") {
      push(unit, at);
      at += 2;
    } else if (style === 'double' && unit === '\\') {
      const escaped = escapeAt(text, at, end);
      for (const produced of escaped.units.split('')) push(produced, at);
      written = units.length;
      at = escaped.next;
    } else {
      push(unit, at);
      at += 1;
    }
  }
  return { value: units.join(''), offsets: [...offsets, end] };
}

/** Reads the line breaks from `at`: the first is folded away, each further one is an empty line. */
function foldBreaks(text: string, at: number, end: number): { empty: number[]; next: number } {
  const empty: number[] = [];
  let next = at + breakLength(text, at);
  for (;;) {
    let behind = next;
    while (behind < end && isBlank(text[behind])) behind += 1;
    const length = behind < end ? breakLength(text, behind) : 0;
    if (length === 0) return { empty, next: behind };
    empty.push(behind);
    next = behind + length;
  }
}

type ScalarLine = { start: number; end: number; content: number };

function traceBlock(text: string, scalar: WrittenScalar): Traced {
  const headerEnd = text.indexOf('\n', scalar.start);
  if (headerEnd === -1 || headerEnd >= scalar.end) return { value: '', offsets: [scalar.end] };
  const header = text.slice(scalar.start, headerEnd).split('#', 1)[0] ?? '';
  const lines = blockLines(text, headerEnd + 1, scalar.end);
  const indent = blockIndent(header, lines, scalar.parentIndent, text);
  const last = lines.findLastIndex((line) => line.end > line.content || line.end > line.start + indent);
  const units: string[] = [];
  const offsets: number[] = [];
  const push = (unit: string, offset: number) => {
    units.push(unit);
    offsets.push(offset);
  };
  const folded = header.startsWith('>');
  // The line breaks since the last line with content, and whether that line keeps its breaks (because it is indented).
  let breaks: number[] = [];
  let keeps: boolean | undefined;
  for (const line of lines.slice(0, last + 1)) {
    const start = Math.min(line.start + indent, line.end);
    if (folded && start === line.end) {
      breaks.push(line.end);
      continue;
    }
    const indented = isBlank(text[start]);
    pushBreaks(breaks, folded && keeps === false && !indented);
    for (let at = start; at < line.end; at += 1) push(text.charAt(at), at);
    keeps = indented;
    breaks = [line.end];
  }
  const trailing = header.includes('-') ? [] : header.includes('+') ? trailingBreaks() : breaks;
  for (const offset of trailing) push('\n', offset);
  return { value: units.join(''), offsets: [...offsets, lines[last]?.end ?? scalar.end] };

  /** Between two folded lines, a single break becomes a space, and the first of several is dropped. */
  function pushBreaks(pending: readonly number[], folds: boolean): void {
    if (!folds) for (const offset of pending) push('\n', offset);
    else if (pending.length === 1) push(' ', pending[0] ?? 0);
    else for (const offset of pending.slice(1)) push('\n', offset);
  }

  function trailingBreaks(): number[] {
    // White space at the very end of the text is not followed by a break.
    const empty = lines.slice(last + 1).filter((line) => line.end < scalar.end);
    return [...breaks, ...empty.map((line) => line.end)];
  }
}

function blockLines(text: string, start: number, end: number): ScalarLine[] {
  const lines: ScalarLine[] = [];
  for (let at = start; at < end; ) {
    const found = text.indexOf('\n', at);
    const next = found === -1 || found >= end ? end : found;
    const lineEnd = text[next - 1] === '\r' && next > at ? next - 1 : next;
    let content = at;
    while (content < lineEnd && text[content] === ' ') content += 1;
    lines.push({ start: at, end: lineEnd, content });
    at = next + 1;
  }
  return lines;
}

function blockIndent(header: string, lines: readonly ScalarLine[], parentIndent: number, text: string): number {
  const indicator = /[1-9]/.exec(header)?.[0];
  if (indicator) return parentIndent + Number(indicator);
  const first = lines.find((line) => line.content < line.end || isBlank(text[line.content]));
  return first ? first.content - first.start : 0;
}

function breakLength(text: string, at: number): number {
  if (text[at] === '\n') return 1;
  return text[at] === '\r' && text[at + 1] === '\n' ? 2 : 0;
}

function isBlank(unit: string | undefined): boolean {
  return unit === ' ' || unit === '\t';
}
