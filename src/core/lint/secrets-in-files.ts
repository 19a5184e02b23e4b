import { groupBy } from '../group-by.ts';
import type { Issue, Position } from '../issue/issue.ts';
import { type FoundSecret, secretIn, secretsByForm } from '../secrets/detect.ts';
import { memberPattern } from '../secrets/redact-text.ts';
import { indexLines } from '../source/lines.ts';
import { isDefinitionFile, type SourceFile } from '../source/source.ts';
import { hardCodedSecret } from './rules/hard-coded-secret.ts';

/**
 * Finds secrets anywhere in files: in comments, titles, tests and files that cannot be parsed. Secrets already in
 * `reported` (the issues of validation and lint) are skipped. A key such as `password` only makes a value suspicious
 * where lint could not look, because tests use such keys with made-up values.
 */
export function secretsInFiles(files: readonly SourceFile[], reported: readonly Issue[]): Issue[] {
  const known = groupBy(
    reported.filter(({ code }) => code === hardCodedSecret.code),
    ({ file }) => file,
  );
  const unread = new Set(reported.flatMap(({ file, severity }) => (severity === 'error' ? [file] : [])));
  return files.flatMap(({ path, text: written }) => {
    const text = written.startsWith('\uFEFF') ? written.slice(1) : written;
    const byName = unread.has(path) && isDefinitionFile(path) ? secretsByName(text) : [];
    const found = [...secretsByForm(text), ...byName].sort((a, b) => a.start - b.start);
    return found.length === 0 ? [] : issuesOf(path, text, found, known.get(path) ?? []);
  });
}

/** Walks along both sorted lists at once, because a file may hold thousands of secrets. */
function issuesOf(file: string, text: string, found: readonly FoundSecret[], known: readonly Issue[]): Issue[] {
  const { code, severity } = hardCodedSecret;
  const lines = indexLines(text);
  const places = known.map(({ range }) => range).sort((a, b) => (isBefore(a.start, b.start) ? -1 : 1));
  const issues: Issue[] = [];
  let next = 0;
  let reportedEnd = 0;
  for (const { name, start, end } of found) {
    // A text that matches two kinds of secret is reported once.
    if (start < reportedEnd) continue;
    reportedEnd = end;
    const range = { start: lines.at(start), end: lines.at(end) };
    for (let place = places[next]; place && !isBefore(range.start, place.end); place = places[next]) next += 1;
    const place = places[next];
    if (place && isBefore(place.start, range.end)) continue;
    const message = `This is ${name}; revoke it and remove it from this file. If a call needs it, write {{ .secrets.NAME }}.`;
    issues.push({ code, severity, file, range, message });
  }
  return issues;
}

function secretsByName(text: string): FoundSecret[] {
  return [...text.matchAll(memberPattern)].flatMap(({ 0: whole, 1: key = '', 2: value = '', index }) => {
    const secret = secretIn(value, key);
    if (!secret) return [];
    const at = index + whole.length - value.length;
    return [{ name: secret.name, start: at + secret.start, end: at + secret.end }];
  });
}

function isBefore(one: Position, other: Position): boolean {
  return one.line < other.line || (one.line === other.line && one.column < other.column);
}
