import { visibleJson } from '../source/look-alike.ts';
import { commentsOf } from '../syntax/code.ts';

/** An expression on one line, without its comments: they would seem to swallow what follows. */
export function oneLine(expression: string): string {
  let text = '';
  let copied = 0;
  for (const { start, end } of commentsOf(expression)) {
    text += expression.slice(copied, start);
    copied = end;
  }
  return visibleJson((text + expression.slice(copied)).trim().replaceAll(/[ \t\r\n]+/g, ' '));
}

/** The lines of an expression as written; a bar keeps those after the first from looking like lines of their own. */
export function writtenLines(expression: string): string[] {
  const [first = '', ...others] = expression.trim().split(/\s*[\r\n]+/);
  return [first, ...others.map((line) => `│ ${line.replaceAll('\t', '  ')}`)].map(visibleJson);
}
