import { compareIssues, type Issue } from '../issue/issue.ts';
import { isDefinitionFile, isTooLarge, type SourceFile } from '../source/source.ts';
import { isCode, isFixedCode, type KnownCodes } from './codes.ts';
import { readComments, type Suppression } from './comments.ts';
import { matchesGlob } from './glob.ts';
import type { Scope, Settings } from './settings.ts';

/** A suppressed issue; `inSource` means by a comment, otherwise by the settings. */
export type SuppressedIssue = { issue: Issue; inSource: boolean; reason: string };

/** The remaining issues, with the severities from the settings, and the suppressed ones. */
export type Settled = { issues: Issue[]; suppressed: SuppressedIssue[] };

/**
 * Applies the settings and the comments of files to issues: severities first, then what is ignored. A suppression
 * without effect is an issue itself, so that none outlives its reason.
 */
export function applySettings(
  issues: readonly Issue[],
  files: readonly SourceFile[],
  settings: Settings,
  codes: KnownCodes,
): Settled {
  const readable = files.filter(({ text }) => !isTooLarge(text));
  const comments = readable.map((file) => readComments(file, codes));
  const byFile = new Map<string, readonly Suppression[]>();
  readable.forEach(({ path }, index) => {
    const { suppressions = [] } = comments[index] ?? {};
    if (suppressions.length > 0) byFile.set(path, suppressions);
  });
  const used = new Set<object>();
  const kept: Issue[] = [];
  const suppressed: SuppressedIssue[] = [];
  for (const found of issues) {
    const issue = withSeverity(found, settings, codes);
    const comment = byFile.get(issue.file)?.find(({ code, line }) => {
      return line === issue.range.start.line && isCode(code, issue.code);
    });
    const entry = comment ? undefined : settings.ignore.find((scope) => isWithin(issue, scope));
    const by = comment ?? entry;
    if (!by || isFixedIssue(issue, codes)) kept.push(issue);
    else {
      used.add(by);
      suppressed.push({ issue, inSource: comment !== undefined, reason: by.reason });
    }
  }
  const unused = [
    ...[...byFile.values()].flat(),
    // Of files that were not checked nothing is known.
    ...settings.ignore.filter(({ paths }) => paths === null || files.some(({ path }) => isIn(path, paths))),
  ].filter((one) => !used.has(one));
  const added = [...comments.flatMap((one) => one.issues), ...unused.map(({ issueIfUnused }) => issueIfUnused)];
  return { issues: [...kept, ...added].sort(compareIssues), suppressed };
}

function withSeverity(issue: Issue, { severity }: Settings, codes: KnownCodes): Issue {
  const rule = severity.findLast((one) => isWithin(issue, one));
  return rule && !isFixedIssue(issue, codes) ? { ...issue, severity: rule.severity } : issue;
}

/** A secret in a definition stays an error: what loads it would store and show it. In a test, it may be made up. */
function isFixedIssue({ code, file }: Issue, codes: KnownCodes): boolean {
  return isFixedCode(code, codes) || (code === 'lint/hard-coded-secret' && isDefinitionFile(file));
}

function isWithin({ code, file }: Issue, scope: Scope): boolean {
  return isCode(scope.code, code) && (scope.paths === null || isIn(file, scope.paths));
}

function isIn(file: string, paths: readonly string[]): boolean {
  return paths.some((glob) => matchesGlob(file, glob));
}
