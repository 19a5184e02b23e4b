import { closest } from '../../closest.ts';
import type { Finding } from '../../source/place-finding.ts';
import { keysOf, listed, literalOf } from '../../syntax/literals.ts';
import type { Node, NodeOf } from '../../syntax/syntax.ts';
import { visitNodes } from '../../syntax/visit-nodes.ts';
import type { ReadSite } from '../rule.ts';
import { siteFinding } from '../site-finding.ts';

/** Finds each `if` without `else` that outputs the whole event, or all that a template can read, where its test fails. */
export function openChoices(site: ReadSite): Finding[] {
  return (site.node ? choicesIn(site.node) : []).map(({ end }) => {
    const isCondition = site.kind === 'condition';
    const what = isCondition
      ? 'here the whole event, which counts as true'
      : 'here everything that a template can read';
    const fixed = `else ${isCondition ? 'false' : 'null'} end`;
    const message = `An \`if\` without \`else\` passes its input on, ${what}; write \`${fixed}\`.`;
    return siteFinding(site, { start: end - 3, end }, message, fixed);
  });
}

/** Those without `else` among the choices that an expression outputs, as long as the input there is the root. */
function choicesIn(node: Node): NodeOf<'if'>[] {
  if (node.type === 'group') return choicesIn(node.of);
  if (node.type === 'as') return choicesIn(node.body);
  if (node.type === 'binary' && (node.operator === 'and' || node.operator === 'or')) {
    return [...choicesIn(node.left), ...choicesIn(node.right)];
  }
  if (node.type !== 'if') return [];
  const below = node.cases.flatMap(({ result }) => choicesIn(result));
  return node.otherwise ? [...below, ...choicesIn(node.otherwise)] : [...below, node];
}

/** Finds answers of which only the first counts: `.a == ("x", "y")`, `.tags[] == "x"` and `.a == "x", .b == "y"`. */
export function severalAnswers(site: ReadSite): Finding[] {
  return site.node ? answersIn(site.node).flatMap((one) => severalFinding(site, one)) : [];
}

/** The parts of a condition that answer it, each with one answer. */
function answersIn(node: Node): Node[] {
  if (node.type === 'group') return answersIn(node.of);
  const isJoined = node.type === 'binary' && (node.operator === 'and' || node.operator === 'or');
  return isJoined ? [...answersIn(node.left), ...answersIn(node.right)] : [node];
}

function severalFinding(site: ReadSite, node: Node): Finding[] {
  if (node.type !== 'binary') return [];
  const textOf = ({ start, end }: Node) => site.expression.slice(start, end);
  const { operator, left, right } = node;
  if (operator === ',') {
    const text = listed(node).map(textOf).join(' and ');
    const message = `A comma produces several outputs, but only the first one counts; write \`${text}\`.`;
    return [siteFinding(site, node, message, text)];
  }
  if (operator !== '==') return [];
  const [several, other] = isSeveral(right) ? [right, left] : [left, right];
  if (!isSeveral(several)) return [];
  const values = several.type === 'group' ? listed(several.of).map(textOf).join(', ') : null;
  const text =
    values === null ? `any(${textOf(several)}; . == ${textOf(other)})` : `(${textOf(other)} | IN(${values}))`;
  const message = `\`${textOf(several)}\` has several values, but only the result for the first one counts; write \`${text}\`.`;
  return isPlain(other) ? [siteFinding(site, node, message, text)] : [];
}

/** Literals in parentheses, or all items of a list. */
function isSeveral(node: Node): boolean {
  if (node.type === 'group') {
    const values = listed(node.of);
    return values.length > 1 && values.every((value) => literalOf(value) !== undefined);
  }
  return node.type === 'iterate' && keysOf(node.of) !== null;
}

function isPlain(node: Node): boolean {
  return literalOf(node) !== undefined || (node.type !== 'identity' && keysOf(node) !== null);
}

/** Finds times that are ordered against text which is not written like them. */
export function misorderedTimes(site: ReadSite): Finding[] {
  return (site.typed?.remarks ?? []).flatMap((remark): Finding[] => {
    if (remark.kind !== 'misordered') return [];
    const { node } = remark;
    const text = site.expression.slice(node.start, node.end);
    const message = `\`${text}\` compares text character by character, and the time has the format "2026-01-31T09:30:00.000Z"; write the other side in the same format.`;
    return [siteFinding(site, node, message)];
  });
}

/** Finds formats that jq does not have, as in `@url`. */
export function unknownFormats(site: ReadSite): Finding[] {
  const found: Finding[] = [];
  if (!site.node) return found;
  visitNodes(site.node, (one) => {
    if (one.type !== 'format' || formats.includes(one.name.replace('@', ''))) return;
    const name = one.name.replace('@', '');
    const meant = name === 'url' ? 'uri' : closest(name, formats);
    const message = `jq has no format \`@${name}\`, so this always fails${meant === undefined ? '.' : `; write \`@${meant}\`.`}`;
    found.push(siteFinding(site, one, message, meant && `@${meant}`));
  });
  return found;
}

const formats = ['text', 'json', 'html', 'uri', 'urid', 'csv', 'tsv', 'sh', 'base64', 'base64d'];

/** Finds literals joined by `and` and `or`, as in `.a == "x" or "y"`: text alone counts as true. */
export function loneLiterals(site: ReadSite): Finding[] {
  const { node, expression } = site;
  const found: Finding[] = [];
  if (!node) return found;
  visitNodes(node, (one) => {
    if (one.type !== 'binary' || (one.operator !== 'and' && one.operator !== 'or')) return;
    const { left, right, operator } = one;
    if (typeof literalOf(right) !== 'string') return;
    const lone = expression.slice(right.start, right.end);
    const before = lastComparison(left);
    const message = `${lone} alone counts as true`;
    if (typeof literalOf(left) === 'string') {
      found.push(
        siteFinding(
          site,
          one,
          `${message}: \`${operator}\` joins conditions, not values; to check for one of several values, use \`IN\`.`,
        ),
      );
    } else if (before) {
      const text = `${expression.slice(before.left.start, before.left.end)} ${before.operator} ${lone}`;
      found.push(siteFinding(site, right, `${message}; write \`${text}\`.`, text));
    }
  });
  return found;
}

function lastComparison(node: Node): NodeOf<'binary'> | null {
  if (node.type !== 'binary') return null;
  if (comparisons.has(node.operator)) return node;
  return node.operator === 'and' || node.operator === 'or' ? lastComparison(node.right) : null;
}

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);

/** Finds each default that is compared before it is one: `.a // "b" == "c"` is `.a // ("b" == "c")`. */
export function comparedDefaults(site: ReadSite): Finding[] {
  const { node, expression } = site;
  const found: Finding[] = [];
  if (!node) return found;
  visitNodes(node, (one) => {
    const compared = comparedDefault(one);
    if (!compared) return;
    const [left, fallback] = [one.start, compared.left.end];
    const text = `(${expression.slice(left, fallback)}) ${compared.operator} ${expression.slice(compared.right.start, compared.end)}`;
    const message = `jq reads \`${compared.operator}\` before \`//\`, so only the default is compared; write \`${text}\`.`;
    found.push(siteFinding(site, one, message, text));
  });
  return found;
}

/** The comparison behind a `//` whose left side is a literal; null if there is none. */
export function comparedDefault(node: Node): NodeOf<'binary'> | null {
  if (node.type !== 'binary' || node.operator !== '//') return null;
  const { right } = node;
  const isCompared = right.type === 'binary' && comparisons.has(right.operator);
  return isCompared && literalOf(right.left) !== undefined ? right : null;
}

/** Finds an assignment to something that is not a path, as in `.tags | length = 2`. */
export function assignedCalls(site: ReadSite): Finding[] {
  const found: Finding[] = [];
  if (!site.node) return found;
  visitNodes(site.node, (one) => {
    if (one.type !== 'binary' || one.operator !== '=' || one.left.type !== 'call') return;
    const [left, right] = [one.left, one.right].map(({ start, end }) => site.expression.slice(start, end));
    const text = `${left} == ${right}`;
    found.push(
      siteFinding(site, one, `\`=\` assigns a value, so this always fails; to compare, write \`${text}\`.`, text),
    );
  });
  return found;
}
