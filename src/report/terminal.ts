import { styleText } from 'node:util';
import type { IssuePart, Paint } from '../core/issue/format-issue.ts';

type Style = Parameters<typeof styleText>[0];

const styles: Record<IssuePart | 'good' | 'faint', Style> = {
  error: ['red', 'bold'],
  warning: ['yellow', 'bold'],
  info: 'cyan',
  place: 'bold',
  code: 'gray',
  frame: 'gray',
  good: 'green',
  faint: 'gray',
};

/** Colours text for a terminal, or leaves it as it is; whether a terminal wants colours is decided by `wantsColours`. */
export function createPaint(colours: boolean): (role: keyof typeof styles, text: string) => string {
  if (!colours) return (_role, text) => text;
  // A colour that crosses a line end would also colour what a log puts in front of the next line.
  return (role, text) =>
    text
      .split('\n')
      .map((line) => styleText(styles[role], line, { validateStream: false }))
      .join('\n');
}

/** True when the stream is a terminal that wants colours. */
export function wantsColours(
  stream: { isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  return stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';
}

export type { Paint };

/**
 * Escapes untrusted text for a log that GitHub's runner reads, so that no line is a workflow command (`::name::` or
 * `##[name]`).
 */
export function escapeWorkflowCommands(text: string): string {
  return text
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line) => (line.trimStart().startsWith('::') ? `\u200b${line}` : line).replaceAll('##[', '##\u200b['))
    .join('\n');
}
