import { issueCodes } from '../issue/codes/index.ts';
import type { IssueCodeDoc } from '../issue/codes/issue-code-doc.ts';
import { lintRules } from './index.ts';

/** The documentation of every issue code, for the docs and `--explain`. */
export const codeDocs: ReadonlyMap<string, IssueCodeDoc> = new Map<string, IssueCodeDoc>([
  ...Object.entries(issueCodes),
  ...lintRules.map((rule) => [rule.code, rule] as const),
]);

/** Explains an issue code as text for a terminal; null for an unknown code. */
export function explainCode(code: string): string | null {
  const doc = codeDocs.get(code);
  if (!doc) return null;
  return `${code} (${doc.severity}): ${doc.title}\n\n${doc.why}\n\nExample:\n    ${doc.example}\nFix:\n    ${doc.fix}\n`;
}
