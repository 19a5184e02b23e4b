import type { AnnotationProperties } from '@actions/core';
import type { Issue, Severity } from '../core/issue/issue.ts';
import { count } from './plurals.ts';

/** One annotation, with the arguments of `core.error`, `core.warning` and `core.notice`. */
export type Annotation = { level: Severity; message: string; properties: AnnotationProperties };

/** How many of each kind GitHub shows of one step; it drops the rest silently. */
const limit = 10;

/**
 * Converts issues to annotations, errors and changed files first and no more than GitHub shows. A last notice counts the
 * rest.
 */
export function annotationsOf(issues: readonly Issue[], changed: ReadonlySet<string>): Annotation[] {
  const ordered = [...issues].sort((a, b) => Number(changed.has(b.file)) - Number(changed.has(a.file)));
  const of = (severity: Severity) => ordered.filter((issue) => issue.severity === severity);
  const [errors, warnings, notices] = [of('error'), of('warning'), of('info')];
  const all = errors.length <= limit && warnings.length <= limit && notices.length <= limit;
  const shown = [
    ...errors.slice(0, limit),
    ...warnings.slice(0, limit),
    // The closing line is a notice too.
    ...notices.slice(0, all ? limit : limit - 1),
  ];
  return [...shown.map(annotationOf), ...(all ? [] : [closing(issues.length - shown.length)])];
}

function annotationOf({ severity, code, message, details, file, range: { start, end } }: Issue): Annotation {
  const text = details === undefined ? message : `${message}\n\n${details}`;
  // GitHub accepts columns only for a range on one line.
  const isOneLine = start.line === end.line;
  const columns = isOneLine && { startColumn: start.column, endColumn: Math.max(start.column, end.column - 1) };
  const properties = { title: code, file: printable(file), startLine: start.line, endLine: end.line, ...columns };
  return { level: severity, message: printable(text), properties };
}

/** Annotations also appear in the log, where a terminal would obey control characters. */
function printable(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n]/gu, '·');
}

function closing(hidden: number): Annotation {
  const message = `${count(hidden, 'more problem')}: the summary of this job lists all of them.`;
  return { level: 'info', message, properties: { title: 'Not all problems are shown here' } };
}
