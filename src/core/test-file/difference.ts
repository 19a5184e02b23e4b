import { isEqual } from '../catalog/entity.ts';
import { isObject, type Json } from '../json.ts';
import { redactText } from '../secrets/redact-text.ts';
import type { Path } from '../source/places.ts';

/** The path to the first value that differs from the expected one; null if there is none. */
export function firstDifference(expected: Json, actual: Json | undefined): Path | null {
  if (isObject(expected) && isObject(actual)) {
    for (const [key, value] of Object.entries(expected)) {
      const below = firstDifference(value, Object.hasOwn(actual, key) ? actual[key] : undefined);
      if (below) return [key, ...below];
    }
    return null;
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    for (const [index, value] of expected.entries()) {
      const below = firstDifference(value, actual[index]);
      if (below) return [index, ...below];
    }
    return expected.length === actual.length ? null : [];
  }
  return actual !== undefined && isEqual(expected, actual) ? null : [];
}

/** Unchanged lines shown around a change. */
const contextLines = 3;
const maxLineLength = 160;
const maxLines = 80;

/**
 * A diff of the expected (`-`) and the actual value (`+`). Of objects, only the expected members are compared, because
 * the others may be anything. Secrets are redacted before a line is cut, because part of a secret would not be
 * recognized.
 */
export function differenceLines(expected: Json, actual: Json | undefined): string[] {
  const lines: string[] = [];
  compare('', expected, actual, '', lines);
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - contextLines), index + contextLines + 1).some((line) => !line.startsWith(' ')),
  );
  const shown = lines.flatMap((line, index) => {
    if (near[index]) return [cut(redactText(line))];
    return near[index - 1] || index === 0 ? ['  …'] : [];
  });
  return shown.length > maxLines ? [...shown.slice(0, maxLines), '  …'] : shown;
}

function cut(line: string): string {
  return line.length > maxLineLength ? `${line.slice(0, maxLineLength)}…` : line;
}

function compare(name: string, expected: Json, actual: Json | undefined, indent: string, lines: string[]): void {
  if (isObject(expected) && isObject(actual)) {
    lines.push(`  ${indent}${name}{`);
    for (const [key, value] of Object.entries(expected)) {
      const found = Object.hasOwn(actual, key) ? actual[key] : undefined;
      compare(`${JSON.stringify(key)}: `, value, found, `${indent}  `, lines);
    }
    lines.push(`  ${indent}}`);
  } else if (Array.isArray(expected) && Array.isArray(actual)) {
    lines.push(`  ${indent}${name}[`);
    for (let index = 0; index < Math.max(expected.length, actual.length); index += 1) {
      const wanted = expected[index];
      if (wanted === undefined) write('+', '', actual[index], `${indent}  `, lines);
      else compare('', wanted, actual[index], `${indent}  `, lines);
    }
    lines.push(`  ${indent}]`);
  } else if (actual !== undefined && isEqual(expected, actual)) {
    write(' ', name, expected, indent, lines);
  } else {
    write('-', name, expected, indent, lines);
    write('+', name, actual, indent, lines);
  }
}

function write(mark: string, name: string, value: Json | undefined, indent: string, lines: string[]): void {
  const text = value === undefined ? 'nothing' : JSON.stringify(value, null, 2);
  text.split('\n').forEach((line, index) => {
    lines.push(`${mark} ${indent}${index === 0 ? name : ''}${line}`);
  });
}
