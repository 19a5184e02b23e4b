import type { JqSite } from '../definition/jq-sites.ts';
import type { Problem } from '../source/place-finding.ts';
import { codeOf } from './expression-text.ts';

/** A whole number of many digits, and no part of a name or of a fraction. */
const longNumber = /(?<![\w.$@])\d{16,}(?![\w.])/g;

/** Whole numbers in jq that no event can hold: jq keeps all of their digits, readers of JSON do not. */
export function lossyLiterals(sites: readonly JqSite[]): Problem[] {
  return sites.flatMap(({ expression, path, part, start }) => {
    if (!/\d{16}/.test(expression)) return [];
    return [...codeOf(expression).matchAll(longNumber)].flatMap(({ 0: written, index }): Problem[] => {
      const kept = Number(written);
      if (BigInt(written) === BigInt(kept) && Number.isSafeInteger(kept)) return [];
      const message =
        `${written} has more digits than numbers in events keep: there it is ${kept}, which is not equal to it. ` +
        'Let the sender write it as text, and compare with text.';
      const span = { start: start + index, end: start + index + written.length };
      return [{ code: 'jq/lossy-number', message, path, part, span }];
    });
  });
}
