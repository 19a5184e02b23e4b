import { issueCodes } from '../issue/codes/index.ts';
import type { Issue } from '../issue/issue.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { isSourceFile, isYamlFile } from './file-types.ts';
import { gitLeftover } from './git-leftover.ts';
import { flawOf } from './invalid-value.ts';
import { indexLines, type Lines } from './lines.ts';
import { locateJson } from './locate-json.ts';
import { locateYaml } from './locate-yaml.ts';
import { lazyPlaces, type Path, type Places, placesBelow } from './places.ts';
import { readJson } from './read-json.ts';
import { readYaml } from './read-yaml.ts';
import type { FileProblem, Reading } from './reading.ts';

/** A file of a repository: its path relative to the root, with forward slashes, and its text. */
export type SourceFile = { path: string; text: string };

/** One definition as its author wrote it (`$schema`, which is for editors, left out), and where its parts stand. */
export type SourceDocument = { file: string; value: Json; places: Places };

/** What a file holds, and what is wrong with its text. */
export type Source = { documents: SourceDocument[]; issues: Issue[] };

/** True for a file that may hold definitions: JSON or YAML, and not `*.test.yml`, which holds their tests. */
export function isDefinitionFile(path: string): boolean {
  return isSourceFile(path) && !testEnding.test(path);
}

/** True for a file that holds tests of definitions. */
export function isTestFile(path: string): boolean {
  return isSourceFile(path) && testEnding.test(path);
}

/** The most characters of a file: parsers of YAML give up on texts not much longer, and so do regular expressions. */
const largestFile = 3_000_000;

/** True for a text that nobody but the eye should look at. */
export function isTooLarge(text: string): boolean {
  return text.length > largestFile;
}

const testEnding = /\.test\.[a-z]+$/i;

/**
 * Reads one file of definitions: a definition, an array of them, or several YAML documents of either kind.
 * Mistakes in the text become issues; the rest of the file is still read.
 */
export function readSource(file: SourceFile): Source {
  // A byte order mark is no column of the first line, and JSON.parse does not like it.
  const text = file.text.startsWith('\uFEFF') ? file.text.slice(1) : file.text;
  const yaml = isYamlFile(file.path);
  const lines = indexLines(text);
  const placesOf = lazyPlaces(text, lines, yaml ? locateYaml : locateJson);
  const { values, problems } = readText(file.path, text, yaml);
  const documents: SourceDocument[] = [];
  let isForEditors = false;
  const issues = problems.map((problem) => fileIssue(file.path, lines, problem));
  values.forEach((value, index) => {
    // A document with a problem, or the empty one behind a closing `---`.
    if (value === undefined || (value === null && yaml)) return;
    if (isJsonSchema(value)) {
      isForEditors = true;
      return;
    }
    const places = placesOf(index);
    const flaw = flawOf(value);
    if (!flaw) documents.push(...definitionsIn(file.path, value, places));
    else if (flaw.code === 'syntax/too-deep') issues.push(fileIssue(file.path, lines, { ...flaw, start: 0, end: 1 }));
    else issues.push({ ...issueOf(flaw.code), file: file.path, range: places.range(flaw.path), message: flaw.message });
  });
  if (documents.length === 0 && issues.length === 0 && !isForEditors) {
    const message = 'This file holds no definition; delete it, or write one.';
    issues.push(fileIssue(file.path, lines, { code: 'syntax/empty-file', message, start: 0, end: 0 }));
  }
  return { documents, issues };
}

function readText(path: string, text: string, yaml: boolean): Reading {
  if (text.trim() === '') {
    const message = 'This file is empty; write what belongs in it, or delete it.';
    return { values: [], problems: [{ code: 'syntax/blank-file', message, start: 0, end: 0 }] };
  }
  if (isTooLarge(text)) {
    const message = `This file is larger than ${largestFile / 1_000_000} MB; split it into several.`;
    return { values: [], problems: [{ code: 'syntax/too-large', message, start: 0, end: 0 }] };
  }
  // What is no UTF-8 was read as this mark.
  const lost = text.indexOf('\uFFFD');
  if (lost >= 0) {
    const message = 'This is no UTF-8 text; save the file as UTF-8.';
    return { values: [], problems: [{ code: 'syntax/encoding', message, start: lost, end: lost + 1 }] };
  }
  const leftover = gitLeftover(text);
  if (leftover) return { values: [], problems: [leftover] };
  return yaml ? readYaml(text) : readJson(text, { comments: /\.jsonc$/i.test(path) });
}

function definitionsIn(file: string, value: Json, places: Places): SourceDocument[] {
  if (!Array.isArray(value)) return [{ file, value: withoutSchema(value), places }];
  return value.map((item, index) => ({ file, value: withoutSchema(item), places: placesBelow(places, [index]) }));
}

/** The schema that editors use may lie beside the definitions that name it; one of those is told by its fields. */
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

function fileIssue(file: string, lines: Lines, problem: FileProblem): Issue {
  const range = { start: lines.at(problem.start), end: lines.at(problem.end) };
  return { ...issueOf(problem.code), file, range, message: problem.message };
}

function issueOf(code: FileProblem['code']): Pick<Issue, 'code' | 'severity'> {
  return { code, severity: issueCodes[code].severity };
}

export type { Path, Places };
