import { verdictOf } from '../expression/conditions.ts';
import type { Reason } from '../match/match.ts';
import { redactText } from '../secrets/redact-text.ts';

const marks = { pass: '✔', fail: '✘', error: '!' } as const;

/** Explains why an automation matched or not, one line per expression with its value, for a terminal or a report. */
export function reasonLines(why: readonly Reason[]): string[] {
  if (why.length === 0) return ['It has no conditions, so it matches every event of its trigger.'];
  return why.map(({ expression, rewritten, result }) => {
    const written = oneLine(expression);
    const evaluated = rewritten === undefined ? written : `${written} (evaluated as ${oneLine(rewritten)})`;
    if (result === undefined) return `· ${evaluated}  not evaluated`;
    const mark = marks[verdictOf(result)];
    if (!result.ok) return `${mark} ${evaluated}  →  error: ${result.error}`;
    if (result.value === undefined) return `${mark} ${evaluated}  →  no output`;
    const value = redactText(JSON.stringify(result.value));
    return `${mark} ${evaluated}  →  ${value.length > 200 ? `${value.slice(0, 200)}…` : value}`;
  });
}

function oneLine(expression: string): string {
  return expression.trim().replaceAll(/\s+/g, ' ');
}
