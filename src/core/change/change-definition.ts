import { parseAllDocuments, stringify } from 'yaml';
import { isObject, type Json, type JsonObject, valueAt } from '../json.ts';
import { isYamlFile } from '../source/file-types.ts';
import { readSource, type SourceFile } from '../source/source.ts';
import { differences, type EditPath } from './differences.ts';
import { editJson } from './edit-json.ts';
import { editYaml, NotEditable } from './edit-yaml.ts';

/** A file after a change: its text, or null when it is deleted. Or why it cannot be changed. */
export type ChangedFile = { ok: true; text: string | null } | { ok: false; problem: string };

/**
 * Replaces or removes (`after` null) one definition in its file. Comments, order and formatting of everything else stay;
 * what was written is read back, so a file that cannot be changed like that is left alone.
 */
export function changeDefinition(file: SourceFile, identifier: string, after: JsonObject | null): ChangedFile {
  const before = valuesOf(file);
  const at = before?.findIndex((value) => valueAt(value, 'identifier') === identifier) ?? -1;
  const definition = before?.[at];
  if (before === null || definition === undefined || !isObject(definition)) {
    return { ok: false, problem: `${file.path} has no definition ${identifier} that can be read` };
  }
  const wanted = after === null ? before.toSpliced(at, 1) : before.with(at, after);
  if (wanted.length === 0) return { ok: true, text: null };
  try {
    const crlf = file.text.includes('\r\n');
    const text = file.text.replaceAll('\r\n', '\n');
    const changed = isYamlFile(file.path) ? inYaml(text, at, definition, after) : inJson(text, at, definition, after);
    const result = crlf ? changed.replaceAll('\n', '\r\n') : changed;
    // A wrong step is noticed here, not in the repository.
    const read = valuesOf({ ...file, text: result });
    if (JSON.stringify(sorted(read)) === JSON.stringify(sorted(wanted))) return { ok: true, text: result };
  } catch (error) {
    if (!(error instanceof NotEditable)) throw error;
  }
  return {
    ok: false,
    problem: `${file.path} is written in a way that cannot be edited automatically, such as with anchors`,
  };
}

/** The text of a new file with one definition. */
export function newFile(path: string, definition: JsonObject): string {
  return isYamlFile(path) ? stringify(definition, { lineWidth: 0 }) : `${JSON.stringify(definition, null, 2)}\n`;
}

function valuesOf(file: SourceFile): Json[] | null {
  const { documents, issues } = readSource(file);
  return issues.some(({ severity }) => severity === 'error') ? null : documents.map(({ value }) => value);
}

/** The value with its keys sorted, so that their order does not matter. */
function sorted(value: Json | null): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key] ?? null)]),
  );
}

function inJson(text: string, at: number, before: JsonObject, after: JsonObject | null): string {
  const path: EditPath = text
    .trimStart()
    .replaceAll(/^(\/\/.*\n|\/\*[\s\S]*?\*\/|\s)*/g, '')
    .startsWith('[')
    ? [at]
    : [];
  if (after === null) return editJson(text, [{ kind: 'remove', path }]);
  return editJson(text, differences(before, after, path));
}

function inYaml(text: string, at: number, before: JsonObject, after: JsonObject | null): string {
  const { document, path, isAlone } = placeInYaml(text, at);
  if (after !== null) return editYaml(text, document, differences(before, after, path));
  return isAlone ? withoutDocument(text, document) : editYaml(text, document, [{ kind: 'remove', path }]);
}

/** Where the definition with this number is: in which document, and where in it. */
function placeInYaml(text: string, at: number): { document: number; path: EditPath; isAlone: boolean } {
  let left = at;
  for (const [index, document] of parseAllDocuments(text).entries()) {
    const value = (document as { toJS?: () => unknown }).toJS?.();
    if (value === null || value === undefined) continue;
    const count = Array.isArray(value) ? value.length : 1;
    if (left < count) {
      return { document: index, path: Array.isArray(value) ? [left] : [], isAlone: count === 1 };
    }
    left -= count;
  }
  throw new NotEditable();
}

/** The text without one document and the line that separates it. */
function withoutDocument(text: string, index: number): string {
  const separators = [...text.matchAll(/^---(?=\s|$).*\n?/gm)].map(({ index: at }) => at);
  const isFirstMarked =
    separators[0] !== undefined &&
    text
      .slice(0, separators[0])
      .replaceAll(/^\s*#.*$/gm, '')
      .trim() === '';
  const starts = isFirstMarked ? separators : [0, ...separators];
  const [start, next] = [starts[index], starts[index + 1]];
  if (start === undefined) throw new NotEditable();
  const rest = next === undefined ? '' : text.slice(next);
  return index === 0 && !isFirstMarked ? rest.replace(/^---.*\n/, '') : text.slice(0, start) + rest;
}
