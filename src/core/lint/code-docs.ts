import { issueCodes } from '../issue/codes/index.ts';
import type { IssueCodeDoc } from '../issue/codes/issue-code-doc.ts';
import { lintRules } from './index.ts';

/** The documentation of every issue code, validation's and lint's: docs and `--explain` are made from it. */
export const codeDocs: ReadonlyMap<string, IssueCodeDoc> = new Map<string, IssueCodeDoc>([
  ...Object.entries(issueCodes),
  ...lintRules.map((rule) => [rule.code, rule] as const),
]);

/** What one code means, as text for a terminal; null for a code that does not exist. */
export function explainCode(code: string): string | null {
  const doc = codeDocs.get(code);
  if (!doc) return null;
  return `${code} (${doc.severity}): ${doc.title}\n\n${doc.why}\n\nInstead of\n    ${doc.example}\nwrite or do\n    ${doc.fix}\n`;
}
