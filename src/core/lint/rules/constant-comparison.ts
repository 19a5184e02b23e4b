import { closest } from '../../closest.ts';
import type { Json } from '../../json.ts';
import type { Finding } from '../../source/place-finding.ts';
import { literalOf } from '../../syntax/literals.ts';
import type { Node } from '../../syntax/syntax.ts';
import { visitNodes } from '../../syntax/visit-nodes.ts';
import { describeType } from '../../types/describe-type.ts';
import type { Remark } from '../../types/outcome.ts';
import { isNothing, isOnlyNull, type Type, withoutNull } from '../../types/type.ts';
import { hasOtherCause } from '../causes.ts';
import type { AutomationRule, ReadSite } from '../rule.ts';
import { siteFinding } from '../site-finding.ts';
import { comparedDefault } from './misread-parts.ts';

/** Reports comparisons whose sides can never be equal, or are always in the same order. */
export const constantComparison: AutomationRule = {
  code: 'lint/constant-comparison',
  severity: 'warning',
  isCause: true,
  title: 'A comparison that always has the same result',
  why: 'The two sides never have the same value, or are of types that jq always orders the same way: null, false, true, numbers, text, lists, objects.',
  example: '".diff.after.status == \\"FAILED\\"" in a trigger on RUN_UPDATED',
  fix: '".diff.after.status == \\"FAILURE\\""',
  check({ remarked }) {
    return remarked.flatMap((site) => {
      const defaults = comparedIn(site);
      return (site.typed?.remarks ?? []).flatMap((remark): Finding[] => {
        // What is compared by mistake is reported as that.
        if (defaults.has(remark.node)) return [];
        if (remark.kind !== 'comparison' && remark.kind !== 'answer') return [];
        if (isPrecaution(remark)) return [];
        const types = remark.kind === 'answer' ? [remark.input] : [remark.left, remark.right];
        if (hasOtherCause(site, remark, types)) return [];
        const { message, fix } = remark.kind === 'answer' ? answered(site, remark) : explained(site, remark);
        return [siteFinding(site, fix ?? remark.node, message, fix?.text)];
      });
    });
  },
};

/** The comparisons that another rule reports, because they compare something else than is meant. */
function comparedIn({ expression, node }: ReadSite): ReadonlySet<Node> {
  const found = new Set<Node>();
  if (node && /\/\/|\(\s*"/.test(expression)) {
    visitNodes(node, (one) => {
      const compared = comparedDefault(one) ?? (comparesJoined(one) ? one : null);
      if (compared) found.add(compared);
    });
  }
  return found;
}

/** True for `.a == ("x" or "y")`. */
function comparesJoined(node: Node): boolean {
  if (node.type !== 'binary' || node.operator !== '==') return false;
  return [node.left, node.right].some((side) => {
    const of = side.type === 'group' ? side.of : side;
    return of.type === 'binary' && of.operator === 'or' && typeof literalOf(of.right) === 'string';
  });
}

/** A check for null that always holds is a habit, and does no harm. */
function isPrecaution(remark: Remark): boolean {
  return (
    remark.kind === 'comparison' &&
    remark.result &&
    [remark.left, remark.right].some(isOnlyNull) &&
    isNullCheck(remark.node)
  );
}

function isNullCheck(node: Node): boolean {
  return node.type === 'binary' && [node.left, node.right].some((side) => literalOf(side) === null);
}

function answered(
  { expression }: ReadSite,
  { node, input, result }: Extract<Remark, { kind: 'answer' }>,
): ExplainedComparison {
  const text = expression.slice(node.start, node.end);
  return { message: `\`${text}\` is always ${result}, because the value is ${describeType(input)}.` };
}

type ComparisonRemark = Extract<Remark, { kind: 'comparison' }>;

/** A replacement of a part of the expression. */
type Fix = { start: number; end: number; text: string };

type ExplainedComparison = { message: string; fix?: Fix };

/** A side of a comparison: how it is written, what to call it, its type, and its value if it is a literal. */
type Side = { node: Node; text: string; name: string; type: Type; value: Json | undefined };

function explained(site: ReadSite, { node, left, right, result, unlessNull }: ComparisonRemark): ExplainedComparison {
  const side = (of: Node, type: Type): Side => {
    const text = site.expression.slice(of.start, of.end);
    return { node: of, name: `\`${text}\``, text, type, value: literalOf(of) };
  };
  // A value in the list of `IN`.
  if (node.type !== 'binary') {
    const value = literalOf(node);
    if (Array.isArray(value)) {
      const text = value.map((one) => JSON.stringify(one)).join(', ');
      const message = `\`IN\` takes the values themselves, not a list of them; write \`IN(${text})\`.`;
      return { message, fix: { start: node.start, end: node.end, text } };
    }
    return unequal(node, { ...side(node, left), name: 'The value', value: undefined }, side(node, right), '');
  }
  const sides = [side(node.left, left), side(node.right, right)] as const;
  const end = `, so this is always ${result}${unlessNull ? ' unless the value is null' : ''}`;
  if (sides.every(({ value }) => value !== undefined)) return literals(sides, end);
  const [literal, read] = sides[0].value === undefined ? [sides[1], sides[0]] : sides;
  if (node.operator !== '==' && node.operator !== '!=') return ordered(sides, end);
  if (result === (node.operator === '==')) {
    return { message: `${read.name} is always ${describeType(literal.type)} here${end}.` };
  }
  return unequal(node, read, literal, end);
}

/** Two literals; one of them may be a path that was put in quotes. */
function literals(sides: readonly [Side, Side], end: string): ExplainedComparison {
  const quoted = sides.find(({ value }) => typeof value === 'string' && /^\.[A-Za-z_][\w.[\]]*$/.test(value));
  if (!quoted) return { message: `Both sides are literals${end}.` };
  const fix = fixOf(quoted, String(quoted.value));
  return { message: `${quoted.text} is text and not a path${end}; write it without the quotes.`, fix };
}

function unequal(node: Node, read: Side, literal: Side, end: string): ExplainedComparison {
  const { value } = literal;
  if (isOnlyNull(literal.type)) return { message: `${read.name} is never null${end}.` };
  const present = withoutNull(read.type);
  const start = `${read.name} is ${describeType(isNothing(present) ? read.type : present)}`;
  if (typeof value === 'string' && present.texts !== 'any' && present.texts.length > 0) {
    const meant = closest(value, present.texts) ?? sameStart(value, present.texts);
    const list = `${read.name} is ${present.texts.length === 1 ? 'always' : 'one of'} ${describeType(present)}`;
    const hint = meant === undefined ? '.' : `; did you mean ${JSON.stringify(meant)}?`;
    const message = `${list}, never ${JSON.stringify(value)}${end}${hint}`;
    return meant === undefined ? { message } : { message, fix: fixOf(literal, JSON.stringify(meant)) };
  }
  if (typeof value === 'string' && present.letters !== undefined) {
    const meant = JSON.stringify(present.letters === 'lower' ? value.toLowerCase() : value.toUpperCase());
    return { message: `${start}, never ${literal.text}${end}; write ${meant}.`, fix: fixOf(literal, meant) };
  }
  if (present.items && value !== undefined && !Array.isArray(value) && node.type === 'binary') {
    const test = `any(${read.text.replace(/\?$/, '')}[]?; . == ${literal.text})`;
    const text = node.operator === '!=' ? `(${test} | not)` : test;
    const message = `${start}, never ${literal.text}${end}; to look for an item, write \`${text}\`.`;
    return { message, fix: { start: node.start, end: node.end, text } };
  }
  if (value === undefined) return { message: `${start} and ${literal.name} is ${describeType(literal.type)}${end}.` };
  const converted = convertedLiteral(value, present);
  if (converted === undefined) return { message: `${start}, never ${literal.text}${end}.` };
  const message = `${start}, and ${literal.text} is ${kindOf(value)}${end}; write ${converted}.`;
  return { message, fix: fixOf(literal, converted) };
}

/** `FAILURE` for `FAILED`. */
function sameStart(value: string, texts: readonly string[]): string | undefined {
  const start = value.slice(0, 4).toLowerCase();
  return start.length < 4 ? undefined : texts.find((text) => text.toLowerCase().startsWith(start));
}

/** `"3"` for a number and `3` for a text, written as the other side has it. */
function convertedLiteral(value: Json, { numbers, booleans, texts }: Type): string | undefined {
  if (typeof value === 'string' && numbers.length > 0 && /^-?\d+(?:\.\d+)?$/.test(value)) return value;
  if (typeof value === 'string' && booleans.length > 0 && /^(?:true|false)$/i.test(value)) return value.toLowerCase();
  const [only, ...others] = Array.isArray(value) ? value : [];
  if (typeof only === 'string' && others.length === 0 && texts.length > 0) return JSON.stringify(only);
  const isScalar = typeof value === 'number' || typeof value === 'boolean';
  return isScalar && texts === 'any' ? JSON.stringify(String(value)) : undefined;
}

function kindOf(value: Json): string {
  if (typeof value === 'string') return 'text';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'number' ? 'a number' : 'a truth value';
}

/** jq orders values of different types, too, which hardly anybody wants. */
function ordered(sides: readonly [Side, Side], end: string): ExplainedComparison {
  const isMixed = sides.some(({ type }) => type.texts.length > 0) && sides.some(({ type }) => type.numbers.length > 0);
  const [start, other] = sides.map(({ name, text, type, value }) => {
    if (value !== undefined && value !== null && typeof value !== 'object') return `${text} is ${kindOf(value)}`;
    const present = withoutNull(type);
    return `${name} is ${describeType(isNothing(present) ? type : present)}`;
  });
  const message = `${start} and ${other}${end}`;
  const time = sides.find(
    ({ type: { format }, value }) => value === undefined && (format === 'date-time' || format === 'timer'),
  );
  if (time && isMixed) {
    const fix = fixOf(time, `(${time.text} | sub("\\\\.[0-9]+"; "") | fromdateiso8601)`);
    return { message: `${message}; to compare times, write \`${fix.text}\`.`, fix };
  }
  const literal = sides.find(({ value }) => value !== undefined);
  const read = sides.find((one) => one !== literal);
  const converted = literal?.value === undefined || !read ? undefined : convertedLiteral(literal.value, read.type);
  if (literal && typeof literal.value === 'string' && converted !== undefined) {
    return { message: `${message}; write ${converted}.`, fix: fixOf(literal, converted) };
  }
  const text = isMixed ? sides.find(({ type, value }) => type.texts.length > 0 && value === undefined) : undefined;
  // Of words, none is a number.
  const isNumeric = !text || text.type.texts === 'any' || text.type.texts.some((one) => Number.isFinite(Number(one)));
  if (!text || !isNumeric) return { message: `${message}.` };
  const fix = fixOf(text, `(${text.text} | tonumber)`);
  return { message: `${message}; to compare numbers, write \`${fix.text}\`.`, fix };
}

function fixOf({ node }: Side, text: string): Fix {
  return { start: node.start, end: node.end, text };
}
