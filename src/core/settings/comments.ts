import { closest } from '../closest.ts';
import { issueCodes } from '../issue/codes/index.ts';
import type { Issue } from '../issue/issue.ts';
import { isYamlFile } from '../source/file-types.ts';
import type { SourceFile } from '../source/source.ts';
import { createCodes, type KnownCodes } from './codes.ts';

/** The word that starts a comment which suppresses issues on the line below it. */
export const directive = 'catalog-automations-ignore-next-line';

/** A comment that suppresses the issues with one code that start on one line. */
export type Suppression = { code: string; line: number; reason: string; issueIfUnused: Issue };

/** The suppressions in the comments of a file, and what is wrong with them. */
export type ReadComments = { suppressions: Suppression[]; issues: Issue[] };

/** Finds the comments of a file that suppress issues. */
export function readComments({ path, text }: SourceFile, codes: KnownCodes): ReadComments {
  const suppressions: Suppression[] = [];
  const issues: Issue[] = [];
  // The fast path for nearly every file.
  if (!text.includes(directive)) return { suppressions, issues };
  const { isKnown, isFixed, names } = createCodes(codes);
  const lines = text.split(/\r?\n/);
  const mark = isYamlFile(path) ? '#' : '//';
  lines.forEach((content, index) => {
    const start = content.indexOf(directive);
    if (start < 0 || content.slice(0, start).trim() !== mark) return;
    const place = (column: number, length: number): Issue['range'] => ({
      start: { line: index + 1, column: column + 1 },
      end: { line: index + 1, column: column + 1 + length },
    });
    const report = (message: string): void => {
      const { severity } = issueCodes['settings/suppression'];
      const range = place(start, content.trimEnd().length - start);
      issues.push({ code: 'settings/suppression', severity, file: path, range, message });
    };
    const rest = content.slice(start + directive.length);
    const [, list = '', reason = ''] = /^\s+([^:]*?)\s*(?::\s*(.*?)\s*)?$/.exec(rest) ?? [];
    if (list === '' || reason === '') {
      report(`This suppresses nothing: write \`${mark} ${directive} CODE: reason\`, with a reason.`);
      return;
    }
    for (const code of list.split(/\s*,\s*/)) {
      if (!isKnown(code)) {
        const meant = closest(code, names);
        report(`There is no code \`${code}\`${meant === undefined ? '.' : `; did you mean \`${meant}\`?`}`);
      } else if (isFixed(code)) {
        report(`\`${code}\` cannot be suppressed: such a definition cannot be read or run.`);
      } else {
        const issueIfUnused: Issue = {
          code: 'settings/unused-suppression',
          severity: issueCodes['settings/unused-suppression'].severity,
          file: path,
          range: place(content.indexOf(code, start), code.length),
          message: `Nothing is suppressed here: \`${code}\` does not occur on the next line. Remove the comment.`,
        };
        suppressions.push({ code, line: nextLine(lines, index, mark), reason, issueIfUnused });
      }
    }
  });
  return { suppressions, issues };
}

/** The number of the next line that is neither blank nor a comment, so that several comments may follow each other. */
function nextLine(lines: readonly string[], index: number, mark: string): number {
  for (let at = index + 1; at < lines.length; at += 1) {
    const content = (lines[at] ?? '').trim();
    if (content !== '' && !content.startsWith(mark)) return at + 1;
  }
  return index + 2;
}
