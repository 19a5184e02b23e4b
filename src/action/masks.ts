import type { Issue, Range } from '../core/issue.ts';
import { hardCodedSecret } from '../core/lint/hard-coded-secret.ts';

/**
 * The files' texts with secrets that lint found in them blotted out, character by character so that places stay: a report
 * outlives the mistake, in mails and in the history of a comment.
 */
export function maskSecrets(texts: ReadonlyMap<string, string>, issues: readonly Issue[]): ReadonlyMap<string, string> {
  const masked = new Map(texts);
  for (const { code, file, range } of issues) {
    const text = masked.get(file);
    if (code === hardCodedSecret.code && text !== undefined) masked.set(file, blot(text, range));
  }
  return masked;
}

function blot(text: string, { start, end }: Range): string {
  return text
    .split('\n')
    .map((line, index) => {
      const number = index + 1;
      if (number < start.line || number > end.line) return line;
      const mark = number === 1 && line.startsWith('\uFEFF') ? 1 : 0;
      const from = number === start.line ? start.column - 1 + mark : 0;
      const to = number === end.line ? end.column - 1 + mark : line.length;
      return line.slice(0, from) + line.slice(from, to).replaceAll(/\S/g, '•') + line.slice(to);
    })
    .join('\n');
}
