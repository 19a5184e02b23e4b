import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  type Pair,
  parseAllDocuments,
  visit,
  type YAMLMap,
} from 'yaml';
import { messageOf } from '../error.ts';
import { syntaxCodes } from '../issue/codes/syntax-codes.ts';
import type { Json } from '../json.ts';
import { lossyNumberFinding, mayLoseDigits } from './lossy-number.ts';
import { nestingFinding } from './nesting.ts';
import type { FileFinding, Reading } from './reading.ts';
import { type Aliases, aliasFinding, followAliases } from './yaml-aliases.ts';
import { tagFinding, withoutFullStop, yamlFinding } from './yaml-finding.ts';

/** How many times aliases may repeat content in total; without a limit, a few lines can expand into gigabytes. */
const maxAliasCount = 100;

/** Reads all documents of a YAML 1.2 text. Merge keys work only after a `%YAML 1.1` directive. */
export function readYaml(text: string): Reading {
  const deep = nestingFinding(text, true);
  if (deep) return { values: [], findings: [deep] };
  // The parser's own check for duplicate keys is quadratic.
  const documents = parseAllDocuments(text, { prettyErrors: false, logLevel: 'silent', uniqueKeys: false });
  if (!Array.isArray(documents)) return { values: [], findings: [] };
  const findings: FileFinding[] = [];
  const mayHaveAliases = text.includes('*');
  const values = documents.map((document) => {
    const aliases = mayHaveAliases ? followAliases(document) : noAliases;
    const found = documentFindings(text, document, aliases);
    findings.push(...found);
    if (found.some(({ code }) => syntaxCodes[code].severity === 'error')) return undefined;
    try {
      return document.toJS({ maxAliasCount }) as Json;
    } catch (error) {
      findings.push(conversionFinding(document, aliases, error));
      return undefined;
    }
  });
  return { values, findings };
}

const noAliases: Aliases = { targets: new Map(), last: null, finding: null };

function documentFindings(text: string, document: Document.Parsed, aliases: Aliases): FileFinding[] {
  const maps = mapsOf(document);
  const unquoted = text.includes('{{') ? unquotedTemplates(maps) : [];
  if (unquoted.length > 0) return unquoted;
  // After its first error, the parser guesses: further errors are rarely useful, and keys may be in the wrong map.
  const [first] = document.errors;
  const guessedFrom = first?.pos[0] ?? text.length;
  return [
    ...maps.flatMap((map) => repeatedKeys(aliases, map)).filter(({ start }) => start < guessedFrom),
    ...(first ? [yamlFinding(text, first)] : aliases.finding ? [aliases.finding] : []),
    ...document.warnings
      .filter((warning) => warning.code === 'TAG_RESOLVE_FAILED')
      .map((warning) => tagFinding(text, warning)),
    ...(mayLoseDigits(text) ? lossyNumbers(document) : []),
  ];
}

function lossyNumbers(document: Document.Parsed): FileFinding[] {
  const findings: FileFinding[] = [];
  visit(document, {
    Scalar(_key, { value, source, range }) {
      if (typeof value !== 'number' || source === undefined || !range) return;
      const finding = lossyNumberFinding(source, value, range[0]);
      if (finding) findings.push(finding);
    },
  });
  return findings;
}

function mapsOf(document: Document.Parsed): YAMLMap[] {
  const maps: YAMLMap[] = [];
  const open: unknown[] = [document.contents];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (isMap(node)) {
      maps.push(node);
      for (const pair of node.items) open.push(pair.key ?? null, pair.value ?? null);
    } else if (isCollection(node)) {
      for (const item of node.items) open.push(item ?? null);
    }
  }
  return maps;
}

function unquotedTemplates(maps: readonly YAMLMap[]): FileFinding[] {
  const message = 'In YAML, {{ starts a map; put the whole template in quotes.';
  const findings = maps.filter(isUnquotedTemplate).flatMap(({ range }): FileFinding[] => {
    return range ? [{ code: 'syntax/unquoted-template', message, start: range[0], end: range[1] }] : [];
  });
  // Three braces are one mistake, not one inside another.
  const ordered = findings.sort((a, b) => a.start - b.start);
  return ordered.filter(
    ({ end }, place) => !ordered.slice(Math.max(0, place - 1), place).some((one) => end <= one.end),
  );
}

/** Without quotes, `key: {{ .x }}` is a map with a map as its key: legal YAML, but never intended. */
function isUnquotedTemplate(map: YAMLMap): boolean {
  return map.flow === true && map.items.some((pair) => isMap(pair.key) && pair.key.flow === true);
}

function repeatedKeys(aliases: Aliases, map: YAMLMap): FileFinding[] {
  const seen = new Set<string>();
  return map.items.flatMap((pair: Pair) => {
    const key = isAlias(pair.key) ? aliases.targets.get(pair.key) : pair.key;
    if (!isScalar(key) || !isNode(pair.key) || !pair.key.range) return [];
    const name = String(key.value ?? '');
    const repeated = seen.has(name);
    seen.add(name);
    const [start, end] = pair.key.range;
    const message = `Duplicate key "${name}": only one value would be used; remove one.`;
    return repeated ? [{ code: 'syntax/duplicate-key' as const, message, start, end }] : [];
  });
}

/** Describes why a document without syntax errors has no value. */
function conversionFinding(document: Document.Parsed, { last }: Aliases, error: unknown): FileFinding {
  const text = messageOf(error);
  if (text.startsWith('Excessive alias count')) {
    const message = `Aliases repeat content more than ${maxAliasCount} times here; write the content out, or split the file.`;
    return aliasFinding(last, message);
  }
  const [start, end] = document.contents?.range ?? [0, 1];
  return { code: 'syntax/yaml', message: `This is not valid YAML: ${withoutFullStop(text)}.`, start, end };
}
