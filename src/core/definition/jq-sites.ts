import { isObject, type Json, valueAt } from '../json.ts';
import type { Part, Path } from '../source/places.ts';
import { visitTexts } from '../source/visit-strings.ts';
import { splitTemplate } from '../template/split.ts';
import { isSpreadKey } from '../template/template-plan.ts';

/** A jq expression in a definition: a condition, or a template in a string of the invocation method. */
export type JqSite = {
  kind: 'condition' | 'template';
  expression: string;
  /** The string that holds it, and whether that string is a key. */
  path: Path;
  part: Part;
  /** Where the expression starts in that string, in UTF-16 offsets. */
  start: number;
};

/** Braces that cannot be split into templates, in the string at `path`. */
export type BraceFlaw = { message: string; path: Path; part: Part; offset: number };

/** Every jq expression of a definition, whether or not the rest of it is valid. */
export function jqSites(definition: Json): { sites: JqSite[]; flaws: BraceFlaw[] } {
  const sites: JqSite[] = [];
  const flaws: BraceFlaw[] = [];
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
  return { sites, flaws };

  function split(text: string, at: Path, part: Part): void {
    // Nearly every string has no braces at all.
    if (!text.includes('{{') && !text.includes('}}')) return;
    if (part === 'key' && isSpreadKey(text)) return;
    const path = [...at];
    const result = splitTemplate(text);
    if (!result.ok) {
      flaws.push({ message: result.message, path, part, offset: result.offset });
      return;
    }
    for (const piece of result.parts) {
      if (piece.type === 'jq') {
        sites.push({ kind: 'template', expression: piece.expression, path, part, start: piece.start });
      }
    }
  }
}
