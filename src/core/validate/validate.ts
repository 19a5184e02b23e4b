import type { Automation } from '../automation.ts';
import type { BackendSpec } from '../definition/backend-spec.ts';
import type { JqSite } from '../definition/jq-sites.ts';
import { type UnsafeNumber, unsafeNumbers } from '../event/unsafe-numbers.ts';
import type { Jq } from '../expression/expression.ts';
import { unclosedText } from '../expression/hints.ts';
import { swallowedLines } from '../expression/swallowed.ts';
import { compareIssues, type Issue, type Range } from '../issue/issue.ts';
import { isObject, type Json } from '../json.ts';
import { findCutValues } from '../source/cut-value.ts';
import { type Problem, placeFinding, pointFinding, severityOf, type ValueIssue } from '../source/place-finding.ts';
import type { Path, Places } from '../source/places.ts';
import { isDefinitionFile, readSource, type SourceDocument, type SourceFile } from '../source/source.ts';
import { type CheckedJq, checkJq } from './check-jq.ts';
import { checkShape } from './schema/check.ts';
import { compileChecks } from './schema/compile.ts';
import { otherKindCodes } from './schema/other-kind.ts';

/** What validation needs beside the files. */
export type ValidateTools = { backends: readonly BackendSpec[]; jq: Pick<Jq, 'compile'> };

/** A valid definition, and where it was written. */
export type Definition = {
  automation: Automation;
  file: string;
  /** The whole definition in its file; found when first asked for. */
  readonly range: Range;
  places: Places;
  /** Its conditions and templates. */
  sites: readonly JqSite[];
};

/** Everything that was found in a set of files. */
export type Validation = {
  /** Those without an error. */
  definitions: Definition[];
  /** Those, and what of the others can be told apart from its errors: lint looks at them all. */
  readable: Definition[];
  issues: Issue[];
};

/**
 * Reads and checks files of definitions: all issues of all files together, sorted by file and place, and the definitions
 * without an error. Files that hold no definitions by their name (`isDefinitionFile`) are left out. Never rejects for what a
 * file holds.
 */
export async function validate(files: readonly SourceFile[], { backends, jq }: ValidateTools): Promise<Validation> {
  const sources = files.filter((file) => isDefinitionFile(file.path)).map(readSource);
  const documents = sources.flatMap((source) => source.documents);
  const values = documents.map((document) => document.value);
  const checked = await checkValues(values, { backends, jq });
  const duplicates = duplicateProblems(documents);
  const issues = sources.flatMap((source) => source.issues);
  const isCutByComment = findCutValues(files);
  const definitions: Definition[] = [];
  const readable: Definition[] = [];
  documents.forEach((document, index) => {
    const { problems = [], sites = [] } = checked[index] ?? {};
    const swallowed = swallowedLines(sites, document.places);
    const found = [...problems, ...swallowed, ...(duplicates.get(document) ?? [])];
    for (const problem of found) {
      const issue = placeFinding(problem, { code: problem.code, severity: severityOf(problem.code) }, document);
      const isCut = isUnclosed(problem) && isCutByComment(issue.file, document.places.range(problem.path));
      issues.push(isCut ? { ...issue, message: cutMessage } : issue);
    }
    const value = readablePart(document.value, found.filter(isError), backends);
    if (value === null) return;
    const definition = definitionOf({ ...document, value }, sites);
    readable.push(definition);
    if (!found.some(isError)) definitions.push(definition);
  });
  return { definitions, readable, issues: issues.sort(compareIssues) };
}

/** A definition that came without a file, such as the body of a request: null when it has an error. */
export type CheckedAutomation = { automation: Automation | null; issues: ValueIssue[] };

/** Checks definitions that came without files, each on its own; issues carry JSON Pointers. One answer per value, in order. */
export async function validateAutomations(values: readonly Json[], tools: ValidateTools): Promise<CheckedAutomation[]> {
  const checked = await checkValues(values, tools);
  return values.map((value, index) => {
    const problems = [...(checked[index]?.problems ?? []), ...unsafeNumbers(value).map(lossyProblem)];
    const issues = problems.map((problem) => {
      return pointFinding(problem, { code: problem.code, severity: severityOf(problem.code) });
    });
    return { automation: problems.some(isError) ? null : asAutomation(value), issues };
  });
}

/** In a file the digits as written tell more; here they are gone. */
function lossyProblem({ path, value }: UnsafeNumber): Problem {
  const message = `The number is read as ${value}, for whole numbers beyond 9007199254740991 lose digits; write it as text.`;
  return { code: 'syntax/lossy-number', message, path };
}

/** The same for one. */
export async function validateAutomation(value: Json, tools: ValidateTools): Promise<CheckedAutomation> {
  const [checked] = await validateAutomations([value], tools);
  return checked ?? { automation: null, issues: [] };
}

async function checkValues(values: readonly Json[], { backends, jq }: ValidateTools): Promise<CheckedJq[]> {
  const checks = compileChecks(backends);
  const compiling = checkJq(values, jq);
  // The shapes are looked at while jq compiles in its own threads.
  const shapes = values.map((value) => checkShape(value, checks));
  const ofJq = await compiling;
  return ofJq.map(({ sites, problems }, index) => {
    const shape = shapes[index] ?? [];
    // Whoever is told that this is no automation need not hear about its jq.
    if (shape.some(({ code }) => otherKindCodes.includes(code))) return { sites, problems: shape };
    return { sites, problems: [...shape, ...problems] };
  });
}

/**
 * A definition without the fields that are wrong, when that is an automation: one mistake should not hide the others. Null
 * when it is none.
 */
function readablePart(value: Json, errors: readonly Problem[], backends: readonly BackendSpec[]): Json | null {
  if (errors.some(({ code }) => otherKindCodes.includes(code))) return null;
  const wrong = errors.filter(({ code }) => code.startsWith('schema/'));
  if (wrong.length === 0) return value;
  const rest = wrong.reduce((kept: Json, { code, path }) => {
    return code === 'schema/unknown-field' || path.length === 1 ? without(kept, path) : kept;
  }, value);
  return checkShape(rest, compileChecks(backends)).some(isError) ? null : rest;
}

/** A copy without the member at a path. */
function without(value: Json, [step, ...below]: Path): Json {
  if (!isObject(value) || step === undefined || !Object.hasOwn(value, step)) return value;
  const { [step]: member = null, ...rest } = value;
  return below.length === 0 ? rest : { ...value, [step]: without(member, below) };
}

function duplicateProblems(documents: readonly SourceDocument[]): Map<SourceDocument, Problem[]> {
  const first = new Map<string, SourceDocument>();
  const problems = new Map<SourceDocument, Problem[]>();
  for (const document of documents) {
    const identifier = isObject(document.value) ? document.value.identifier : undefined;
    if (typeof identifier !== 'string') continue;
    const other = first.get(identifier);
    if (!other) {
      first.set(identifier, document);
      continue;
    }
    const range = other.places.range(['identifier']);
    const message = `\`${identifier}\` is defined already, in ${other.file}:${range.start.line}; rename one of the two.`;
    const related = [{ file: other.file, range, message: `\`${identifier}\` is defined here first.` }];
    problems.set(document, [{ code: 'definition/duplicate-identifier', message, path: ['identifier'], related }]);
  }
  return problems;
}

/** True for jq whose text or template has no end. */
function isUnclosed({ code, message }: Problem): boolean {
  return code === 'template/stray-braces' || (code.startsWith('jq/') && message.includes(unclosedText));
}

const cutMessage =
  'YAML takes what stands behind ` #` for a comment, so this text ends before it; put the whole value in quotes.';

function isError(problem: Problem): boolean {
  return severityOf(problem.code) === 'error';
}

function definitionOf({ file, value, places }: SourceDocument, sites: readonly JqSite[]): Definition {
  return {
    sites,
    automation: asAutomation(value),
    file,
    places,
    get range() {
      return places.range([]);
    },
  };
}

/** The schema has just been checked: this is the one place where a value becomes an automation. */
function asAutomation(value: Json): Automation {
  return value as unknown as Automation;
}
