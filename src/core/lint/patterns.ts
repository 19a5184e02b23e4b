import type { Jq } from '../expression/expression.ts';
import { parseExpression } from '../expression/parse-expression.ts';
import { literalOf } from '../syntax/literals.ts';
import { areFlags } from '../syntax/regex-flags.ts';
import type { Node } from '../syntax/syntax.ts';
import { visitNodes } from '../syntax/visit-nodes.ts';
import type { Definition } from '../validate/validate.ts';

const matchers: ReadonlySet<string> = new Set(['test', 'match', 'capture', 'scan', 'splits', 'sub', 'gsub']);

const called = /\b(?:test|match|capture|scan|splits|g?sub)\s*\(/;

/** Without one of these characters, every text is a valid pattern. */
const special = /[()[\]{}*+?\\]/;

/** The literal regular expressions of a jq expression, and where they are. */
export function patternsIn(expression: string, node: Node): { text: string; node: Node }[] {
  if (!expression.includes('(') || !called.test(expression)) return [];
  const found: { text: string; node: Node }[] = [];
  visitNodes(node, (one) => {
    const [first] = one.type === 'call' && matchers.has(one.name) ? one.values : [];
    const text = first && literalOf(first);
    if (first && typeof text === 'string' && special.test(text)) found.push({ text, node: first });
  });
  return found;
}

/** The literal flags of regular expressions that jq does not have, and what is left of them in lower case. */
export function brokenFlagsIn(expression: string, node: Node): { text: string; node: Node; known: string }[] {
  if (!expression.includes(';') || !called.test(expression)) return [];
  const found: { text: string; node: Node; known: string }[] = [];
  visitNodes(node, (one) => {
    const last =
      one.type === 'call' && matchers.has(one.name) ? one.values[one.name.endsWith('sub') ? 2 : 1] : undefined;
    const text = last && literalOf(last);
    if (!last || typeof text !== 'string' || areFlags(text)) return;
    found.push({ text, node: last, known: text.toLowerCase().replaceAll(/[^gilnpsx]/g, '') });
  });
  return found;
}

/** The regular expressions that do not compile, with jq's reason; only jq knows its dialect. */
export async function brokenPatterns(
  definitions: readonly Definition[],
  jq: Pick<Jq, 'evaluate'>,
): Promise<Map<string, string>> {
  const texts = new Set<string>();
  for (const { sites } of definitions) {
    for (const { expression } of sites) {
      const node = expression.includes('(') && called.test(expression) ? parseExpression(expression) : null;
      for (const { text } of node ? patternsIn(expression, node) : []) texts.add(text);
    }
  }
  if (texts.size === 0) return new Map();
  const patterns = [...texts];
  const [results = []] = await jq.evaluate(
    patterns.map((text) => `"" | test(${JSON.stringify(text)})`),
    [null],
  );
  return new Map(
    patterns.flatMap((text, index): [string, string][] => {
      const result = results[index];
      const [, reason] = result?.ok === false ? (/^Regex failure: (.*)$/s.exec(result.error) ?? []) : [];
      return reason === undefined ? [] : [[text, reason]];
    }),
  );
}
