import { issueCodes } from '../issue/codes/index.ts';
import type { Issue } from '../issue/issue.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { isSourceFile, isYamlFile } from './file-types.ts';
import { gitLeftover } from './git-leftover.ts';
import { findInvalidValue } from './invalid-value.ts';
import { indexLines, type Lines } from './lines.ts';
import { locateJson } from './locate-json.ts';
import { locateYaml } from './locate-yaml.ts';
import { lazyPlaces, type Path, type Places, placesBelow } from './places.ts';
import { readJson } from './read-json.ts';
import { readYaml } from './read-yaml.ts';
import type { FileFinding, Reading } from './reading.ts';

/** A file: its path relative to the root of the repository, with forward slashes, and its text. */
export type SourceFile = { path: string; text: string };

/** One definition as written (without `$schema`, which is for editors), and where its parts are in the file. */
export type SourceDocument = { file: string; value: Json; places: Places };

/** The definitions in a file, and the issues with its text. */
export type Source = { documents: SourceDocument[]; issues: Issue[] };

/** True for a file that may contain definitions: JSON or YAML, but not `*.test.yml`, which contains tests. */
export function isDefinitionFile(path: string): boolean {
  return isSourceFile(path) && !testEnding.test(path);
}

/** True for a file that contains tests of definitions. */
export function isTestFile(path: string): boolean {
  return isSourceFile(path) && testEnding.test(path);
}

/** Where the tests of a definition file are: `slack.yml` → `slack.test.yml`. */
export function testFileOf(file: string): string {
  return file.replace(/\.(?:json|jsonc|ya?ml)$/, '.test.yml');
}

/** Maximum length of a file in characters: YAML parsers and regular expressions fail on texts not much longer. */
const maxFileLength = 3_000_000;

/** True for a text that is too long to be parsed or searched. */
export function isTooLarge(text: string): boolean {
  return text.length > maxFileLength;
}

const testEnding = /\.test\.[a-z]+$/i;

/**
 * Reads a definition file: a definition, an array of definitions, or several YAML documents of either kind. Mistakes in
 * the text become issues, and the rest of the file is still read. Without
 * `splitsLists`, an array is one document.
 */
export function readSource(file: SourceFile, { splitsLists = true } = {}): Source {
  // A byte order mark does not count as a column, and JSON.parse rejects it.
  const text = file.text.startsWith('\uFEFF') ? file.text.slice(1) : file.text;
  const yaml = isYamlFile(file.path);
  const lines = indexLines(text);
  const placesOf = lazyPlaces(text, lines, yaml ? locateYaml : locateJson);
  const { values, findings } = readText(file.path, text, yaml);
  const documents: SourceDocument[] = [];
  let isForEditors = false;
  const issues = findings.map((finding) => fileIssue(file.path, lines, finding));
  values.forEach((value, index) => {
    // A document with an error, or the empty one after a closing `---`.
    if (value === undefined || (value === null && yaml)) return;
    if (isJsonSchema(value)) {
      isForEditors = true;
      return;
    }
    const places = placesOf(index);
    const flaw = findInvalidValue(value);
    if (!flaw) documents.push(...definitionsIn(file.path, value, places, splitsLists));
    else if (flaw.code === 'syntax/too-deep') issues.push(fileIssue(file.path, lines, { ...flaw, start: 0, end: 1 }));
    else issues.push({ ...issueOf(flaw.code), file: file.path, range: places.range(flaw.path), message: flaw.message });
  });
  if (documents.length === 0 && issues.length === 0 && !isForEditors) {
    const message = 'This file contains no definition; add one, or delete the file.';
    issues.push(fileIssue(file.path, lines, { code: 'syntax/empty-file', message, start: 0, end: 0 }));
  }
  return { documents, issues };
}

function readText(path: string, text: string, yaml: boolean): Reading {
  if (text.trim() === '') {
    const message = 'This file is empty; restore its content, or delete it.';
    return { values: [], findings: [{ code: 'syntax/blank-file', message, start: 0, end: 0 }] };
  }
  if (isTooLarge(text)) {
    const message = `This file is larger than ${maxFileLength / 1_000_000} MB; split it.`;
    return { values: [], findings: [{ code: 'syntax/too-large', message, start: 0, end: 0 }] };
  }
  // Bytes that are not UTF-8 are decoded to this character.
  const lost = text.indexOf('\uFFFD');
  if (lost >= 0) {
    const message = 'This file is not UTF-8; save it as UTF-8.';
    return { values: [], findings: [{ code: 'syntax/encoding', message, start: lost, end: lost + 1 }] };
  }
  const leftover = gitLeftover(text);
  if (leftover) return { values: [], findings: [leftover] };
  return yaml ? readYaml(text) : readJson(text, { comments: /\.jsonc$/i.test(path) });
}

function definitionsIn(file: string, value: Json, places: Places, splitsLists: boolean): SourceDocument[] {
  if (!splitsLists || !Array.isArray(value)) return [{ file, value: withoutSchema(value), places }];
  return value.map((item, index) => ({ file, value: withoutSchema(item), places: placesBelow(places, [index]) }));
}

/**
 * True for a JSON Schema, such as the editor schema beside the definitions; a definition with `$schema` has other
 * fields.
 */
function isJsonSchema(value: Json): boolean {
  if (!isObject(value) || typeof value.$schema !== 'string') return false;
  if (['identifier', 'trigger', 'invocationMethod'].some((field) => Object.hasOwn(value, field))) return false;
  return /^https?:\/\/json-schema\.org\//.test(value.$schema);
}

function withoutSchema(value: Json): Json {
  if (!isObject(value) || !Object.hasOwn(value, '$schema')) return value;
  const { $schema: _, ...rest } = value satisfies JsonObject;
  return rest;
}

function fileIssue(file: string, lines: Lines, finding: FileFinding): Issue {
  const range = { start: lines.at(finding.start), end: lines.at(finding.end) };
  return { ...issueOf(finding.code), file, range, message: finding.message };
}

function issueOf(code: FileFinding['code']): Pick<Issue, 'code' | 'severity'> {
  return { code, severity: issueCodes[code].severity };
}

export type { Path, Places };
