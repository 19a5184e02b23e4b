import { type PreparedExpression, prepareExpressions } from '../../expression/conditions.ts';
import type { CompileFailure, Jq } from '../../expression/expression.ts';
import { jqHint } from '../../expression/hints.ts';
import type { MappingCode } from '../../issue/codes/mapping-codes.ts';
import { compareIssues, type Issue } from '../../issue/issue.ts';
import { isObject, type Json, valueAt } from '../../json.ts';
import { type Finding, placeFinding, severityOf } from '../../source/place-finding.ts';
import { type Path, readSource, type SourceDocument, type SourceFile } from '../../source/source.ts';
import { compileSchema } from '../../validate/schema/compile-schema.ts';
import { describeErrors } from '../../validate/schema/describe.ts';
import { kinds } from './kinds.ts';
import { mappingSchema } from './mapping-schema.ts';
import { type Outline, outlineOf } from './outline.ts';

/** A resource of a mapping, ready to be applied. */
export type MappingResource = {
  kind: string;
  /** For pull requests only: `open`, `closed` or `all`. */
  state: string | null;
  /** The query of the selector and, if there is one, the expression for the array of items. */
  first: readonly PreparedExpression[];
  /** The name of each item beside the object; null if the object itself becomes the entity. */
  itemName: string | null;
  entity: Outline;
  expressions: readonly PreparedExpression[];
};

/** A mapping from GitHub to the catalog. */
export type Mapping = { resources: readonly MappingResource[] };

/** A mapping read from a file; null if it has errors, which the issues describe. */
export type ReadMapping = { mapping: Mapping | null; issues: Issue[] };

const checkShape = compileSchema(mappingSchema);

/** Reads a mapping in the format of Port's GitHub app (`port-app-config.yml`), YAML or JSON. */
export async function readMapping(file: SourceFile, jq: Jq): Promise<ReadMapping> {
  const { documents, issues } = readSource(file);
  const [document] = documents;
  if (document === undefined) return { mapping: null, issues: issues.map(withoutMapping) };
  const report = (finding: Finding, code: MappingCode): void => {
    issues.push(placeFinding(finding, { code, severity: severityOf(code) }, document));
  };
  if (documents.length > 1)
    report({ message: 'A mapping must be a single document; merge the documents.', path: [] }, 'mapping/shape');
  for (const problem of describeErrors(checkShape(document.value), [], 'a mapping')) report(problem, 'mapping/shape');
  const broken = () => issues.some(({ severity }) => severity === 'error');
  if (broken()) return { mapping: null, issues: issues.sort(compareIssues) };
  const written = resourcesOf(document);
  const resources = await Promise.all(written.map(({ value, path }) => readResource(value, path, jq, report)));
  if (broken()) return { mapping: null, issues: issues.sort(compareIssues) };
  for (const { value, path } of written) warnOfCollision(value, path, report);
  return { mapping: { resources }, issues: issues.sort(compareIssues) };
}

/** Parts that make an identifier globally unique: an id, or the account name. */
const uniqueParts = /\bid\b|\bnode_id\b|full_name|__organization|\bowner\b|\borganization\b|_?url\b|\bsha\b/;

/** Warns about an identifier that two accounts or repositories could both produce. */
function warnOfCollision(value: Json, path: Path, report: ReportFinding): void {
  const identifierPath: Path = [...path, 'port', 'entity', 'mappings', 'identifier'];
  const identifier = valueAt(value, 'port', 'entity', 'mappings', 'identifier');
  // Items such as labels and topics are often meant to be shared.
  if (typeof identifier !== 'string' || typeof valueAt(value, 'port', 'itemsToParse') === 'string') return;
  if (!identifier.includes('.') || uniqueParts.test(identifier)) return;
  const message =
    'Objects with the same name in different accounts or repositories would share one entity; ' +
    'start the identifier with `.__organization`, or use an id.';
  report({ message, path: identifierPath }, 'mapping/may-collide');
}

function withoutMapping(issue: Issue): Issue {
  const message = 'This file contains no mapping; add one, or delete the file.';
  const isEmpty = issue.code === 'syntax/empty-file' || issue.code === 'syntax/blank-file';
  return isEmpty ? { ...issue, code: 'mapping/shape', severity: 'error', message } : issue;
}

type ReportFinding = (finding: Finding, code: MappingCode) => void;

async function readResource(value: Json, path: Path, jq: Jq, report: ReportFinding): Promise<MappingResource> {
  const at = (...keys: string[]): Json | undefined =>
    keys.reduce<Json | undefined>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
  const kind = String(at('kind'));
  if (!kinds.some(({ name }) => name === kind)) {
    const known = kinds.map(({ name }) => name).join(', ');
    const message = `No webhook covers the kind \`${kind}\`, so it creates no entities here; the supported kinds are ${known}.`;
    report({ message, path: [...path, 'kind'] }, 'mapping/not-applied');
  }
  const selector = at('selector');
  const state = kind === 'pull-request' ? at('selector', 'state') : undefined;
  for (const key of Object.keys(isObject(selector) ? selector : {})) {
    if (key === 'query' || (key === 'state' && state !== undefined)) continue;
    const message = `The selector \`${key}\` is not supported here; use \`query\` instead.`;
    report({ message, path: [...path, 'selector', key], part: 'key' }, 'mapping/not-applied');
  }
  const items = at('port', 'itemsToParse');
  const itemPath: Path = [...path, 'port', 'itemsToParse'];
  const entityPath: Path = [...path, 'port', 'entity', 'mappings'];
  const outline = outlineOf(withoutSearches(at('port', 'entity', 'mappings') ?? null, entityPath, report), entityPath);
  for (const place of outline.files) {
    const message = 'File contents are not supported here; the property will be null.';
    report({ message, path: place }, 'mapping/not-applied');
  }
  const firstSites = [
    { text: String(at('selector', 'query') ?? 'true'), path: [...path, 'selector', 'query'] },
    ...(typeof items === 'string' ? [{ text: items, path: itemPath }] : []),
  ];
  const sites = [...firstSites, ...outline.sites];
  const prepared = await prepareExpressions(
    sites.map(({ text }) => text),
    jq,
  );
  prepared.forEach((expression, index) => {
    if (expression.program !== null) return;
    report({ ...jqFinding(expression.written, expression.problem), path: sites[index]?.path ?? path }, 'mapping/jq');
  });
  return {
    kind,
    state: typeof state === 'string' ? state : null,
    first: prepared.slice(0, firstSites.length),
    itemName: typeof items === 'string' ? String(at('port', 'itemsToParseName') ?? 'item') : null,
    entity: outline.outline,
    expressions: prepared.slice(firstSites.length),
  };
}

/** A finding for an expression that does not compile; a bare word was probably meant as text. */
function jqFinding(written: string, problem: CompileFailure): Pick<Finding, 'message' | 'replacement'> {
  const word = /^\s*([A-Za-z][\w-]*)\s*$/.exec(written)?.[1];
  if (word !== undefined && / is not defined/.test(problem.message)) {
    const text = JSON.stringify(word);
    const message = `Values here are jq, in which text needs quotes of its own; write '${text}' instead of ${word}.`;
    return { message, replacement: text };
  }
  const reason = jqHint(written, problem)?.message ?? problem.message.replace(/[.\s]+$/, '');
  return { message: `This is not valid jq: ${reason}.` };
}

/** Removes relations that Port resolves by a search. */
function withoutSearches(entity: Json, path: Path, report: ReportFinding): Json {
  if (!isObject(entity) || !isObject(entity.relations)) return entity;
  const kept = Object.entries(entity.relations).filter(([name, value]) => {
    if (!isObject(value)) return true;
    const message = `The relation \`${name}\` uses a search, which is not supported here; write jq that produces the identifier.`;
    report({ message, path: [...path, 'relations', name], part: 'key' }, 'mapping/not-applied');
    return false;
  });
  return { ...entity, relations: Object.fromEntries(kept) };
}

function resourcesOf({ value }: SourceDocument): { value: Json; path: Path }[] {
  const list = isObject(value) && Array.isArray(value.resources) ? value.resources : [];
  return list.map((resource, index) => ({ value: resource, path: ['resources', index] }));
}
