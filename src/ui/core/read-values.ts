import { stepText } from '../../core/explain/explanation-text.ts';
import type { ExplainedStep } from '../../core/views/explanation-view.ts';

/** A part of an expression; `read` says what it was for the event, where it reads something. */
export type ReadPart = { text: string; read: string | null };

/** How many values of one path are shown, if it has one for each element of a list. */
const maxValues = 4;

/** Cuts an expression into the paths that it reads, with their values, and the text between them. */
export function readParts(expression: string, step: ExplainedStep | null): ReadPart[] {
  const found = new Map<string, { start: number; end: number; values: Set<string> }>();
  if (step !== null) collect(step, found);
  const parts: ReadPart[] = [];
  let at = 0;
  for (const { start, end, values } of [...found.values()].sort((a, b) => a.start - b.start)) {
    if (start < at || end > expression.length) continue;
    if (start > at) parts.push({ text: expression.slice(at, start), read: null });
    const shown = [...values].slice(0, maxValues);
    parts.push({
      text: expression.slice(start, end),
      read: [...shown, ...(values.size > maxValues ? ['…'] : [])].join('\n'),
    });
    at = end;
  }
  if (at < expression.length) parts.push({ text: expression.slice(at), read: null });
  return parts;
}

function collect(step: ExplainedStep, found: Map<string, { start: number; end: number; values: Set<string> }>): void {
  const { kind, start, end, outcome, text, steps } = step;
  if (kind === 'path' && text !== '.' && outcome.type !== 'skipped') {
    const key = `${start} ${end}`;
    const known = found.get(key) ?? { start, end, values: new Set<string>() };
    known.values.add(stepText(step));
    found.set(key, known);
  }
  for (const child of steps) collect(child, found);
}
