import type { JqSite } from '../definition/jq-sites.ts';
import type { CodedFinding } from '../source/place-finding.ts';
import { codeOf } from '../syntax/code.ts';

/** An integer with many digits that is not part of a name or a fraction. */
const longNumber = /(?<![\w.$@])\d{16,}(?![\w.])/g;

/** Reports integers in jq that no event can contain: jq keeps all their digits, but JSON parsers do not. */
export function lossyLiterals(sites: readonly JqSite[]): CodedFinding[] {
  return sites.flatMap(({ expression, path, part, start }) => {
    if (!/\d{16}/.test(expression)) return [];
    return [...codeOf(expression).matchAll(longNumber)].flatMap(({ 0: written, index }): CodedFinding[] => {
      const kept = Number(written);
      if (BigInt(written) === BigInt(kept) && Number.isSafeInteger(kept)) return [];
      const message =
        `${written} has too many digits: in an event, the number is ${kept}, so the two are never equal. ` +
        'Have the sender write it as text, and compare with text.';
      const span = { start: start + index, end: start + index + written.length };
      return [{ code: 'jq/lossy-number', message, path, part, span }];
    });
  });
}
