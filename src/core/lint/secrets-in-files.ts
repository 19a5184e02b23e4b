import { groupBy } from '../group-by.ts';
import type { Issue, Position } from '../issue/issue.ts';
import { type FoundSecret, secretIn, secretsByForm } from '../secrets/detect.ts';
import { memberPattern } from '../secrets/redact-text.ts';
import { indexLines } from '../source/lines.ts';
import { isDefinitionFile, type SourceFile } from '../source/source.ts';
import { hardCodedSecret } from './rules/hard-coded-secret.ts';

/**
 * Secrets in the texts of files, wherever they stand: in a comment, a title, a test, or in a file that cannot be read.
 * What lint has told already (`told`, with what validation told) is not told again. A name, such as `password`, makes a
 * secret of a value only where lint could not look: tests name secrets and make their values up.
 */
export function secretsInFiles(files: readonly SourceFile[], told: readonly Issue[]): Issue[] {
  const known = groupBy(
    told.filter(({ code }) => code === hardCodedSecret.code),
    ({ file }) => file,
  );
  const unread = new Set(told.flatMap(({ file, severity }) => (severity === 'error' ? [file] : [])));
  return files.flatMap(({ path, text: written }) => {
    const text = written.startsWith('\uFEFF') ? written.slice(1) : written;
    const byName = unread.has(path) && isDefinitionFile(path) ? secretsByName(text) : [];
    const found = [...secretsByForm(text), ...byName].sort((a, b) => a.start - b.start);
    return found.length === 0 ? [] : issuesOf(path, text, found, known.get(path) ?? []);
  });
}

/** In one walk along what was found and what is known: a file may hold thousands. */
function issuesOf(file: string, text: string, found: readonly FoundSecret[], known: readonly Issue[]): Issue[] {
  const { code, severity } = hardCodedSecret;
  const lines = indexLines(text);
  const places = known.map(({ range }) => range).sort((a, b) => (isBefore(a.start, b.start) ? -1 : 1));
  const issues: Issue[] = [];
  let next = 0;
  let told = 0;
  for (const { name, start, end } of found) {
    // What looks like two kinds of secret is one.
    if (start < told) continue;
    told = end;
    const range = { start: lines.at(start), end: lines.at(end) };
    for (let place = places[next]; place && !isBefore(range.start, place.end); place = places[next]) next += 1;
    const place = places[next];
    if (place && isBefore(place.start, range.end)) continue;
    const message = `This is ${name}; revoke it, and take it out of this file. Where a call needs one, write {{ .secrets.NAME }}.`;
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
