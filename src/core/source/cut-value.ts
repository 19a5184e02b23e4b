import type { Range } from '../issue.ts';
import type { SourceFile } from '../source.ts';
import { isYamlFile } from './endings.ts';

/**
 * True where a plain value of YAML ends at ` #`, which begins a comment: what its author wrote behind it is not part of it.
 */
export function isCutByComment({ path, text }: SourceFile, { start, end }: Range): boolean {
  if (!isYamlFile(path)) return false;
  const lines = text.split('\n');
  const first = lines[start.line - 1]?.charAt(start.column - 1) ?? '';
  const rest = lines[end.line - 1]?.slice(end.column - 1) ?? '';
  return !/["'|>]/.test(first) && /^[ \t]+#/.test(rest);
}
