import { literalOf } from '../syntax/literals.ts';
import type { Node } from '../syntax/syntax.ts';
import type { LiteralCall } from './call-edits.ts';
import type { ExpressionEdit } from './edits.ts';
import { askItems, asText } from './search-edits.ts';

/** Corrections of `test`: case, and delimiters as in JavaScript. */
export function testEdits(call: LiteralCall, flags: Node | null): ExpressionEdit[] {
  const { text, argument, value, input, edit } = call;
  if (typeof value !== 'string') return [];
  if (Array.isArray(input)) return askItems(call);
  if (typeof input !== 'string') return asText(call);
  const [, inner, marks] = /^\/(.+)\/([a-z]*)$/.exec(value) ?? [];
  if (inner !== undefined && marks !== undefined && flags === null) {
    const known = marks.replace(/[^gilnpsx]/g, '');
    const second = known === '' ? '' : `; ${JSON.stringify(known)}`;
    const message = 'In jq, a pattern has no slashes around it, and its flags are a second argument.';
    return [edit('spelling', message, `test(${JSON.stringify(inner)}${second})`)];
  }
  const given = flags && literalOf(flags);
  if (flags && typeof given === 'string' && given !== given.toLowerCase()) {
    const message = `jq has only lower-case flags, not ${JSON.stringify(given)}.`;
    return [{ kind: 'case', message, start: flags.start, end: flags.end, text: JSON.stringify(given.toLowerCase()) }];
  }
  if (flags !== null || !/[a-z]/i.test(value)) return [];
  const message = `${text} finds it if case is ignored.`;
  return [{ kind: 'case', message, start: argument.end, end: argument.end, text: '; "i"' }];
}
