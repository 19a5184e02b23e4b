import { isEqual } from '../catalog/entity.ts';
import { isObject, type Json } from '../json.ts';
import { blotText } from '../secrets/redact-text.ts';
import type { Path } from '../source/places.ts';

/** A way to the first place where a value is not what is expected of it, or null when all of it is. */
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

/** Lines around a change that are shown with it. */
const context = 3;
const longest = 160;
const most = 80;

/**
 * What is expected (`-`) beside what is there (`+`), as lines of a diff; of objects only the members that are
 * expected, because the others may be anything. A secret that stands in the files is blotted out before a line is cut,
 * for a piece of it is no longer known for what it is.
 */
export function differenceLines(expected: Json, actual: Json | undefined): string[] {
  const lines: string[] = [];
  compare('', expected, actual, '', lines);
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - context), index + context + 1).some((line) => !line.startsWith(' ')),
  );
  const shown = lines.flatMap((line, index) => {
    if (near[index]) return [cut(blotText(line))];
    return near[index - 1] || index === 0 ? ['  …'] : [];
  });
  return shown.length > most ? [...shown.slice(0, most), '  …'] : shown;
}

function cut(line: string): string {
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
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
