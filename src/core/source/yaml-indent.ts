import { invisibleIn } from './invisible.ts';
import { type DescribedMistake, endOfLine } from './yaml-mistakes.ts';

/** Finds indentation with a space that YAML does not accept, at or just above the line where the parser noticed it. */
export function invisibleIndent(text: string, at: number): DescribedMistake | null {
  const line = text.lastIndexOf('\n', at - 1) + 1;
  const above = line < 2 ? 0 : text.lastIndexOf('\n', line - 2) + 1;
  for (const start of new Set([line, above])) {
    const indent = /^\s+/.exec(text.slice(start, endOfLine(text, start)))?.[0] ?? '';
    const [found] = invisibleIn(indent);
    if (!found) continue;
    const message = `this line is indented with ${found.name}, which YAML reads as part of the text; use ordinary spaces.`;
    return { message, start: start + found.index, end: start + found.index + 1 };
  }
  return null;
}
