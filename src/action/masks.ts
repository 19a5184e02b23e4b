import type { Issue, Range } from '../core/issue.ts';
import { isObject, type Json } from '../core/json.ts';
import { hardCodedSecret, secretIn } from '../core/lint/hard-coded-secret.ts';
import type { Plan } from '../core/plan.ts';

/**
 * The texts of files with issues, for only those are shown, with the secrets in them blotted out, character by character so
 * that places stay: a report outlives the mistake, in mails and in the history of a comment.
 */
export function maskSecrets(texts: ReadonlyMap<string, string>, issues: readonly Issue[]): ReadonlyMap<string, string> {
  const masked = new Map<string, string>();
  for (const { code, file, range } of issues) {
    const text = masked.get(file) ?? texts.get(file);
    if (text !== undefined) masked.set(file, code === hardCodedSecret.code ? blot(text, range) : text);
  }
  // Lint does not see what cannot be read or is invalid, and a code frame of that very mistake may show the line.
  for (const [file, text] of masked) masked.set(file, text.split('\n').map(blotLine).join('\n'));
  return masked;
}

function blotLine(line: string): string {
  const found = secretIn(line, '');
  if (found === null) return line;
  const { start, end } = found;
  return line.slice(0, start) + line.slice(start, end).replaceAll(/\S/g, '•') + blotLine(line.slice(end));
}

/** A plan without the secrets that stand in what it changes, or stood there. */
export function maskPlan(plan: Plan): Plan {
  const changes = plan.changes.map((change) => {
    if (change.fields === undefined) return change;
    const fields = change.fields.map(({ path, before, after }) => {
      const key = path.split('/').at(-1) ?? '';
      return {
        path,
        ...(before !== undefined && { before: maskValue(before, key) }),
        ...(after !== undefined && { after: maskValue(after, key) }),
      };
    });
    return { ...change, fields };
  });
  return { ...plan, changes };
}

function maskValue(value: Json, key: string): Json {
  if (Array.isArray(value)) return value.map((item) => maskValue(item, key));
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, maskValue(member, name)]));
  }
  return typeof value === 'string' && secretIn(value, key) ? '•••' : value;
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
