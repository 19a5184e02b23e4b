import type { Range } from '../issue/issue.ts';
import { isYamlFile } from './file-types.ts';
import type { SourceFile } from './source.ts';

/**
 * Returns a function that tells whether a plain YAML value ends at ` #`, where a comment starts, so that the rest of
 * the line is lost. Each file is split into lines only once.
 */
export function findCutValues(files: readonly SourceFile[]): (file: string, range: Range) => boolean {
  const known = new Map<string, readonly string[]>();
  const linesOf = (path: string): readonly string[] => {
    const lines = known.get(path) ?? files.find((file) => file.path === path)?.text.split('\n') ?? [];
    known.set(path, lines);
    return lines;
  };
  return (file, range) => isYamlFile(file) && isCutAt(linesOf(file), range);
}

function isCutAt(lines: readonly string[], { start, end }: Range): boolean {
  const first = lines[start.line - 1]?.charAt(start.column - 1) ?? '';
  const rest = lines[end.line - 1]?.slice(end.column - 1) ?? '';
  return !/["'|>]/.test(first) && /^[ \t]+#/.test(rest);
}
