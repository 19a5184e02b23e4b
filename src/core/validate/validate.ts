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
import { firstLine } from '../source/first-line.ts';
import { type CodedFinding, placeFinding, pointFinding, severityOf, type ValueIssue } from '../source/place-finding.ts';
import type { Path, Places } from '../source/places.ts';
import { isDefinitionFile, readSource, type SourceDocument, type SourceFile } from '../source/source.ts';
import { type CheckedJq, checkJq } from './check-jq.ts';
import { checkShape } from './schema/check-shape.ts';
import { compileChecks } from './schema/compile-checks.ts';
import { otherKindCodes } from './schema/other-kind.ts';

/** The inputs of validation besides the files. */
export type ValidateTools = { backends: readonly BackendSpec[]; jq: Pick<Jq, 'compile'> };

/** A definition that was read from a file, and where it is in that file. */
export type Definition = {
  automation: Automation;
  file: string;
  /** The range of the whole definition in its file; located on first access. */
  readonly range: Range;
  /** The line at which it begins; known without a search where it is alone in its file. */
  readonly line: number;
  places: Places;
  /** Its conditions and templates. */
  sites: readonly JqSite[];
};

/** The result of validating a set of files. */
export type Validation = {
  /** The definitions without errors. */
  definitions: Definition[];
  /** These, and whatever can be salvaged from definitions with errors; lint checks them all. */
  readable: Definition[];
  issues: Issue[];
};

/**
 * Reads and validates definition files. Returns the issues of all files, sorted by file and place, and the definitions
 * without errors. Files that do not hold definitions (`isDefinitionFile`) are skipped. Never rejects because of what a
 * file contains.
 */
export async function validate(files: readonly SourceFile[], { backends, jq }: ValidateTools): Promise<Validation> {
  const read = files.filter((file) => isDefinitionFile(file.path));
  const sources = read.map((file) => readSource(file));
  const documents = sources.flatMap((source) => source.documents);
  const alone = new Map(
    sources.flatMap(({ documents: [only, ...others] }, index): [SourceDocument, string][] =>
      only !== undefined && others.length === 0 ? [[only, read[index]?.text ?? '']] : [],
    ),
  );
  const values = documents.map((document) => document.value);
  const checked = await checkValues(values, { backends, jq });
  const duplicates = duplicateFindings(documents);
  const issues = sources.flatMap((source) => source.issues);
  const isCutByComment = findCutValues(files);
  const definitions: Definition[] = [];
  const readable: Definition[] = [];
  documents.forEach((document, index) => {
    const { findings = [], sites = [] } = checked[index] ?? {};
    const swallowed = swallowedLines(sites, document.places);
    const found = [...findings, ...swallowed, ...(duplicates.get(document) ?? [])];
    for (const finding of found) {
      const issue = placeFinding(finding, { code: finding.code, severity: severityOf(finding.code) }, document);
      const isCut = isUnclosed(finding) && isCutByComment(issue.file, document.places.range(finding.path));
      issues.push(isCut ? { ...issue, message: cutMessage } : issue);
    }
    const value = readablePart(document.value, found.filter(isError), backends);
    if (value === null) return;
    const definition = definitionOf({ ...document, value }, sites, alone.get(document) ?? null);
    readable.push(definition);
    if (!found.some(isError)) definitions.push(definition);
  });
  return { definitions, readable, issues: issues.sort(compareIssues) };
}

/** The result for a definition that is not from a file, such as the body of a request: null if it has an error. */
export type CheckedAutomation = { automation: Automation | null; issues: ValueIssue[] };

/**
 * Validates definitions that are not from files, each on its own; issues have JSON Pointers. Returns one result per
 * value, in order.
 */
export async function validateAutomations(values: readonly Json[], tools: ValidateTools): Promise<CheckedAutomation[]> {
  const checked = await checkValues(values, tools);
  return values.map((value, index) => {
    const findings = [...(checked[index]?.findings ?? []), ...unsafeNumbers(value).map(lossyNumberFinding)];
    const issues = findings.map((finding) => {
      return pointFinding(finding, { code: finding.code, severity: severityOf(finding.code) });
    });
    return { automation: findings.some(isError) ? null : asAutomation(value), issues };
  });
}

/** In a file, the written digits allow a better message; here they are lost. */
function lossyNumberFinding({ path, value }: UnsafeNumber): CodedFinding {
  const message = `The number is read as ${value}: integers beyond 9007199254740991 lose digits. Write it as text.`;
  return { code: 'syntax/lossy-number', message, path };
}

/** Validates one definition that is not from a file. */
export async function validateAutomation(value: Json, tools: ValidateTools): Promise<CheckedAutomation> {
  const [checked] = await validateAutomations([value], tools);
  return checked ?? { automation: null, issues: [] };
}

async function checkValues(values: readonly Json[], { backends, jq }: ValidateTools): Promise<CheckedJq[]> {
  const checks = compileChecks(backends);
  const compiling = checkJq(values, jq);
  // The structure is checked while jq compiles in its own threads.
  const shapes = values.map((value) => checkShape(value, checks));
  const compiled = await compiling;
  return compiled.map(({ sites, findings }, index) => {
    const shape = shapes[index] ?? [];
    // If the value is not an automation, its jq does not matter.
    if (shape.some(({ code }) => otherKindCodes.includes(code))) return { sites, findings: shape };
    return { sites, findings: [...shape, ...findings] };
  });
}

/**
 * A definition without its invalid fields, if the rest is an automation, so that one mistake does not hide others;
 * otherwise null.
 */
function readablePart(value: Json, errors: readonly CodedFinding[], backends: readonly BackendSpec[]): Json | null {
  if (errors.some(({ code }) => otherKindCodes.includes(code))) return null;
  const wrong = errors.filter(({ code }) => code.startsWith('schema/'));
  if (wrong.length === 0) return value;
  const rest = wrong.reduce((kept: Json, { code, path }) => {
    return code === 'schema/unknown-field' || path.length === 1 ? without(kept, path) : kept;
  }, value);
  return checkShape(rest, compileChecks(backends)).some(isError) ? null : rest;
}

/** Returns a copy of a value without the member at a path. */
function without(value: Json, [step, ...below]: Path): Json {
  if (!isObject(value) || step === undefined || !Object.hasOwn(value, step)) return value;
  const { [step]: member = null, ...rest } = value;
  return below.length === 0 ? rest : { ...value, [step]: without(member, below) };
}

function duplicateFindings(documents: readonly SourceDocument[]): Map<SourceDocument, CodedFinding[]> {
  const first = new Map<string, SourceDocument>();
  const findings = new Map<SourceDocument, CodedFinding[]>();
  for (const document of documents) {
    const identifier = isObject(document.value) ? document.value.identifier : undefined;
    if (typeof identifier !== 'string') continue;
    const other = first.get(identifier);
    if (!other) {
      first.set(identifier, document);
      continue;
    }
    const range = other.places.range(['identifier']);
    const message = `\`${identifier}\` is already defined in ${other.file}:${range.start.line}; rename one of them.`;
    const related = [{ file: other.file, range, message: `\`${identifier}\` is defined here first.` }];
    findings.set(document, [{ code: 'definition/duplicate-identifier', message, path: ['identifier'], related }]);
  }
  return findings;
}

/** True for jq with an unterminated string or template. */
function isUnclosed({ code, message }: CodedFinding): boolean {
  return code === 'template/stray-braces' || (code.startsWith('jq/') && message.includes(unclosedText));
}

const cutMessage = 'In YAML, ` #` starts a comment, so this value ends before it; put the whole value in quotes.';

function isError(finding: CodedFinding): boolean {
  return severityOf(finding.code) === 'error';
}

/** `alone`: the text of its file, if that holds nothing else. */
function definitionOf(
  { file, value, places }: SourceDocument,
  sites: readonly JqSite[],
  alone: string | null,
): Definition {
  return {
    sites,
    automation: asAutomation(value),
    file,
    places,
    get range() {
      return places.range([]);
    },
    get line() {
      return alone === null ? this.range.start.line : firstLine(alone);
    },
  };
}

/** The only place where a value becomes an automation: the schema has just been checked. */
function asAutomation(value: Json): Automation {
  return value as unknown as Automation;
}
