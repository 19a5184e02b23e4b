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
import { syntaxCodes } from '../issue/codes/syntax.ts';
import type { Json } from '../json.ts';
import { lossyProblem, mayLoseDigits } from './lossy-number.ts';
import { nestingProblem } from './nesting.ts';
import type { FileProblem, Reading } from './reading.ts';
import { type Aliases, aliasProblem, followAliases } from './yaml-aliases.ts';
import { sentence, span, yamlProblem } from './yaml-problem.ts';

/** How often aliases may repeat content, all in all; beyond that a few lines would become gigabytes. */
const maxAliasCount = 100;

/** Reads every document of a YAML 1.2 text; merge keys only where a `%YAML 1.1` directive asks for the older version. */
export function readYaml(text: string): Reading {
  const deep = nestingProblem(text, true);
  if (deep) return { values: [], problems: [deep] };
  // The parser's own check for repeated keys compares every key with every other.
  const documents = parseAllDocuments(text, { prettyErrors: false, logLevel: 'silent', uniqueKeys: false });
  if (!Array.isArray(documents)) return { values: [], problems: [] };
  const problems: FileProblem[] = [];
  const mayHaveAliases = text.includes('*');
  const values = documents.map((document) => {
    const aliases = mayHaveAliases ? followAliases(document) : noAliases;
    const found = documentProblems(text, document, aliases);
    problems.push(...found);
    if (found.some(({ code }) => syntaxCodes[code].severity === 'error')) return undefined;
    try {
      return document.toJS({ maxAliasCount }) as Json;
    } catch (error) {
      problems.push(conversionProblem(document, aliases, error));
      return undefined;
    }
  });
  return { values, problems };
}

const noAliases: Aliases = { targets: new Map(), last: null, problem: null };

function documentProblems(text: string, document: Document.Parsed, aliases: Aliases): FileProblem[] {
  const maps = mapsOf(document);
  const unquoted = text.includes('{{') ? unquotedTemplates(maps) : [];
  if (unquoted.length > 0) return unquoted;
  // After the first mistake the parser guesses; what it says next is rarely of use.
  const [first] = document.errors;
  return [
    ...maps.flatMap((map) => repeatedKeys(text, aliases, map)),
    ...(first ? [yamlProblem(text, first)] : aliases.problem ? [aliases.problem] : []),
    ...document.warnings
      .filter((warning) => warning.code === 'TAG_RESOLVE_FAILED')
      .map((warning) => ({
        code: 'syntax/yaml-tag' as const,
        message: `${sentence(warning.message)}; the tag has no effect here, so take it out.`,
        ...span(warning.pos),
      })),
    ...(mayLoseDigits(text) ? lossyNumbers(document) : []),
  ];
}

function lossyNumbers(document: Document.Parsed): FileProblem[] {
  const problems: FileProblem[] = [];
  visit(document, {
    Scalar(_key, { value, source, range }) {
      if (typeof value !== 'number' || source === undefined || !range) return;
      const problem = lossyProblem(source, value, range[0]);
      if (problem) problems.push(problem);
    },
  });
  return problems;
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

function unquotedTemplates(maps: readonly YAMLMap[]): FileProblem[] {
  const message = 'YAML reads {{ as the start of a map; put the whole template in quotes.';
  const problems = maps.filter(isUnquotedTemplate).flatMap(({ range }): FileProblem[] => {
    return range ? [{ code: 'syntax/unquoted-template', message, start: range[0], end: range[1] }] : [];
  });
  // Three braces are one mistake, and not one inside of another.
  const ordered = problems.sort((a, b) => a.start - b.start);
  return ordered.filter(
    ({ end }, place) => !ordered.slice(Math.max(0, place - 1), place).some((one) => end <= one.end),
  );
}

/** `key: {{ .x }}` without quotes is a map whose key is a map: legal YAML, and never what was meant. */
function isUnquotedTemplate(map: YAMLMap): boolean {
  return map.flow === true && map.items.some((pair) => isMap(pair.key) && pair.key.flow === true);
}

function repeatedKeys(text: string, aliases: Aliases, map: YAMLMap): FileProblem[] {
  const seen = new Set<string>();
  return map.items.flatMap((pair: Pair) => {
    const key = isAlias(pair.key) ? aliases.targets.get(pair.key) : pair.key;
    if (!isScalar(key) || !isNode(pair.key) || !pair.key.range) return [];
    const name = String(key.value ?? '');
    const repeated = seen.has(name);
    seen.add(name);
    const [start, end] = pair.key.range;
    const message = `The key ${text.slice(start, end)} stands twice in one map, and only one value would count; remove one.`;
    return repeated ? [{ code: 'syntax/duplicate-key' as const, message, start, end }] : [];
  });
}

/** Why a document without a mistake of its own has no value. */
function conversionProblem(document: Document.Parsed, { last }: Aliases, error: unknown): FileProblem {
  const text = messageOf(error);
  if (text.startsWith('Excessive alias count')) {
    const message = `Aliases repeat content more than ${maxAliasCount} times here; write it out, or split the file.`;
    return aliasProblem(last, message);
  }
  const [start, end] = document.contents?.range ?? [0, 1];
  return { code: 'syntax/yaml', message: `This is not valid YAML: ${sentence(text)}.`, start, end };
}
