import { type Document, isMap, type Pair, parseAllDocuments, visit, type YAMLParseError } from 'yaml';
import { messageOf } from '../error.ts';
import type { Json } from '../json.ts';
import type { FileProblem, Reading } from './reading.ts';

/** How often aliases may repeat content, all in all; beyond that a few lines would become gigabytes. */
const maxAliasCount = 100;

/** Reads every document of a YAML 1.2 text; merge keys only where a `%YAML 1.1` directive asks for the older version. */
export function readYaml(text: string): Reading {
  const documents = parseAllDocuments(text, { prettyErrors: false, logLevel: 'silent' });
  if (!Array.isArray(documents)) return { values: [], problems: [] };
  const problems: FileProblem[] = [];
  const values = documents.map((document) => {
    const found = documentProblems(text, document);
    problems.push(...found);
    if (found.some((problem) => problem.code !== 'syntax/yaml-tag')) return undefined;
    try {
      return document.toJS({ maxAliasCount }) as Json;
    } catch (error) {
      problems.push(aliasProblem(document, error));
      return undefined;
    }
  });
  return { values, problems };
}

function documentProblems(text: string, document: Document.Parsed): FileProblem[] {
  const template = text.includes('{{') ? unquotedTemplate(document) : undefined;
  if (template) return [template];
  const duplicates = document.errors.filter((error) => error.code === 'DUPLICATE_KEY');
  // After the first mistake in the syntax the parser guesses; what it says next is rarely of use.
  const first = document.errors.find((error) => error.code !== 'DUPLICATE_KEY');
  return [
    ...duplicates.map((error) => ({
      code: 'syntax/duplicate-key' as const,
      message: `The key ${text.slice(...error.pos)} stands twice in one map, and only one value would count; remove one.`,
      ...span(error.pos),
    })),
    ...(first ? [syntaxProblem(first)] : []),
    ...document.warnings
      .filter((warning) => warning.code === 'TAG_RESOLVE_FAILED')
      .map((warning) => ({
        code: 'syntax/yaml-tag' as const,
        message: `${sentence(warning.message)}; the tag has no effect here, so take it out.`,
        ...span(warning.pos),
      })),
  ];
}

function syntaxProblem(error: YAMLParseError): FileProblem {
  // The parser recurses, and says so when the stack ends.
  if (error.code === 'RESOURCE_EXHAUSTION') {
    return { code: 'syntax/too-deep', message: 'This is nested too deeply to be read.', ...span(error.pos) };
  }
  return { code: 'syntax/yaml', message: `This is not valid YAML: ${sentence(error.message)}.`, ...span(error.pos) };
}

/** `key: {{ .x }}` without quotes is a map whose key is a map: legal YAML, and never what was meant. */
function unquotedTemplate(document: Document.Parsed): FileProblem | undefined {
  let found: FileProblem | undefined;
  visit(document, {
    Pair(_, pair: Pair, path) {
      const parent = path.at(-1);
      if (!isMap(pair.key) || !pair.key.flow || !isMap(parent) || !parent.range) return undefined;
      found = {
        code: 'syntax/unquoted-template',
        message: 'YAML reads {{ as the start of a map; put the whole template in quotes.',
        start: parent.range[0],
        end: parent.range[1],
      };
      return visit.BREAK;
    },
  });
  return found;
}

function aliasProblem(document: Document.Parsed, error: unknown): FileProblem {
  const [start] = document.contents?.range ?? [0];
  const message = messageOf(error).startsWith('Excessive alias count')
    ? `Aliases repeat content more than ${maxAliasCount} times here; write it out, or split the file.`
    : `${sentence(messageOf(error))}.`;
  return { code: 'syntax/yaml-alias', message, start, end: start + 1 };
}

function sentence(message: string): string {
  return message.replace(/\.$/, '');
}

function span([start, end]: readonly [number, number]): { start: number; end: number } {
  return { start, end: Math.max(end, start + 1) };
}
