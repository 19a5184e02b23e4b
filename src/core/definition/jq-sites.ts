import { isObject, type Json, valueAt } from '../json.ts';
import type { Part, Path } from '../source/places.ts';
import { visitTexts } from '../source/visit-strings.ts';
import { splitTemplate } from '../template/split.ts';
import { isSpreadKey } from '../template/template-plan.ts';

/** A jq expression in a definition: a condition, or a template in a string of the invocation method. */
export type JqSite = {
  kind: 'condition' | 'template';
  expression: string;
  /** The path of the string that contains it, and whether that string is a key. */
  path: Path;
  part: Part;
  /** The start of the expression in that string, in UTF-16 offsets. */
  start: number;
  /** It is written with three braces on both sides, `{{{ … }}}`, of which one is part of it and one of the text. */
  hasThreeBraces?: true;
  /** It does not compile, which is reported, so its parts are not examined. */
  isBroken?: true;
};

/** A finding for unbalanced template braces in the string at `path`. */
export type BraceFinding = { message: string; path: Path; part: Part; offset: number };

/** Finds every jq expression in a definition, whether or not the rest of the definition is valid. */
export function jqSites(definition: Json): { sites: JqSite[]; braceFindings: BraceFinding[] } {
  const sites: JqSite[] = [];
  const braceFindings: BraceFinding[] = [];
  const expressions = valueAt(definition, 'trigger', 'condition', 'expressions');
  if (Array.isArray(expressions)) {
    expressions.forEach((expression, index) => {
      if (typeof expression !== 'string') return;
      const path = ['trigger', 'condition', 'expressions', index];
      sites.push({ kind: 'condition', expression, path, part: 'value', start: 0 });
    });
  }
  const method = valueAt(definition, 'invocationMethod');
  if (isObject(method)) visitTexts(method, ['invocationMethod'], split);
  return { sites, braceFindings };

  function split(text: string, at: Path, part: Part): void {
    // The fast path for nearly every string.
    if (!text.includes('{{') && !text.includes('}}')) return;
    if (part === 'key' && isSpreadKey(text)) return;
    const path = [...at];
    const result = splitTemplate(text);
    if (!result.ok) {
      braceFindings.push({ message: result.message, path, part, offset: result.offset });
      return;
    }
    for (const piece of result.parts) {
      if (piece.type !== 'jq') continue;
      const { expression, start, end } = piece;
      const isTriple = text.startsWith('{{{', start - 2) && text.startsWith('}}}', end);
      const braces = isTriple && { hasThreeBraces: true as const };
      sites.push({ kind: 'template', expression, path, part, start, ...braces });
    }
  }
}
