import type { Finding } from '../../source/place-finding.ts';
import { baseOf, isNot } from '../../syntax/base-of.ts';
import { literalOf } from '../../syntax/literals.ts';
import type { Node } from '../../syntax/syntax.ts';
import { describeType } from '../../types/describe-type.ts';
import type { Remark } from '../../types/outcome.ts';
import { isNothing, type Type, withoutNull } from '../../types/type.ts';
import { hasOtherCause } from '../causes.ts';
import type { AutomationRule, ReadSite } from '../rule.ts';
import { siteFinding } from '../site-finding.ts';

/** Reports steps that fail for every value they can get. */
export const wrongType: AutomationRule = {
  code: 'lint/wrong-type',
  severity: 'warning',
  isCause: true,
  title: 'jq that fails for every event',
  why: 'The value is of a type that the function or step does not accept. In a condition this is an error, which never passes; a template becomes null.',
  example: '".diff.after.title | contains([\\"prod\\"])"',
  fix: '".diff.after.title | contains(\\"prod\\")"',
  check({ remarked }) {
    return remarked.flatMap((site) =>
      (site.typed?.remarks ?? []).flatMap((remark): Finding[] => {
        // What follows `not` has a finding of its own.
        if (remark.kind !== 'failure' || isNot(baseOf(remark.node))) return [];
        if (hasOtherCause(site, remark, [remark.input, ...remark.given])) return [];
        return [failureFinding(site, remark)];
      }),
    );
  },
};

type Failure = Extract<Remark, { kind: 'failure' }>;

const ofText: ReadonlySet<string> = new Set(
  'startswith endswith test match capture scan splits sub gsub split ascii_downcase ascii_upcase trim ltrim rtrim explode ltrimstr rtrimstr trimstr'.split(
    ' ',
  ),
);

/** Those that answer a question, so that it can be asked for each item. */
const questions: ReadonlySet<string> = new Set(['startswith', 'endswith', 'test']);

function failureFinding(site: ReadSite, { node, input, given }: Failure): Finding {
  const text = site.expression.slice(node.start, node.end);
  const is = presentType(input);
  if (node.type === 'call')
    return callFinding(
      site,
      node,
      { text, is, isList: input.items !== null, isText: input.texts.length > 0 },
      given.map(presentType),
    );
  if (node.type === 'binary') {
    const [left, right] = [node.left, node.right].map((side) => site.expression.slice(side.start, side.end));
    if (right !== undefined && /^0+(?:\.0+)?$/.test(right) && (node.operator === '/' || node.operator === '%')) {
      return siteFinding(site, node, `\`${text}\` divides by zero, which always fails.`);
    }
    const isText = [input, ...given].map(({ texts }) => texts.length > 0);
    const other = isText[0] ? right : left;
    const isJoined = node.operator === '+' && isText[0] !== isText[1];
    const advice = isJoined ? ` To join them as text, write \`(${other} | tostring)\`.` : '';
    const message = `\`${left}\` is ${is} and \`${right}\` is ${given.map(presentType)[0]}; \`${node.operator}\` always fails for these.${advice}`;
    return siteFinding(site, node, message);
  }
  const of = 'of' in node && node.of ? node.of : node;
  const read = site.expression.slice(of.start, of.end);
  const start = `${read === '' ? 'The value' : `\`${read}\``} is ${is}`;
  const step = { start: of.end, end: node.end };
  if (node.type === 'iterate') return siteFinding(site, node, `${start}, which has no items, so \`[]\` always fails.`);
  const name = text.slice(of.end - node.start);
  const hint =
    /\.relations\b[^|]*$/.test(read) && input.texts.length > 0
      ? ' A relation is the identifier of the other entity; its fields are not part of the event.'
      : input.items !== null && node.type === 'field'
        ? listAdvice(read, name, input.items)
        : '';
  return siteFinding(site, step, `${start}, so \`${name}\` always fails.${hint}`);
}

function listAdvice(read: string, name: string, items: Type): string {
  if (name === '.length' || name === '.size') return ` For its length, write \`(${read} | length)\`.`;
  if (name === '.first' || name === '.last') return ` For that item, write \`(${read} | ${name.slice(1)})\`.`;
  if (items.members !== null) return ` For its items, write \`${read}[]${name}\`.`;
  return ` Its items are ${presentType(items)}; to look for one of them, write \`any(${read}[]; . == …)\`.`;
}

/** What a value is when it is not null, which is rarely what is meant. */
function presentType(type: Type): string {
  const present = withoutNull(type);
  return describeType(isNothing(present) ? type : present);
}

type DescribedInput = { text: string; is: string; isList: boolean; isText: boolean };

function callFinding(
  site: ReadSite,
  node: Extract<Node, { type: 'call' }>,
  { text, is, isList, isText }: DescribedInput,
  given: readonly string[],
): Finding {
  const { name, values } = node;
  if (name === 'contains' || name === 'inside') {
    const [value] = values;
    const isItem = name === 'contains' && isList && value && !Array.isArray(literalOf(value));
    const fixed = isItem ? `any(. == ${site.expression.slice(value.start, value.end)})` : undefined;
    const several = name === 'inside' && value && isText && !isList ? oneOf(value) : undefined;
    const meant = fixed ?? several;
    const advice =
      meant === undefined
        ? ''
        : ` To ${several ? 'check for one of several values' : 'look for an item'}, write \`${meant}\`.`;
    const message = `\`${name}\` needs two values of the same type, but is given ${is} and ${given[0]}, so it always fails.${advice}`;
    return siteFinding(site, node, message, meant);
  }
  if (ofText.has(name)) {
    const fixed = isList && questions.has(name) ? `any(${text})` : undefined;
    const advice = fixed === undefined ? '' : ` For a list, write \`${fixed}\`.`;
    const what = isText ? `but is given ${given[0]}` : `but is given ${is}`;
    return siteFinding(site, node, `\`${name}\` needs text, ${what}, so it always fails.${advice}`, fixed);
  }
  const fixed = name === 'in' && values[0] ? oneOf(values[0]) : undefined;
  const advice = fixed === undefined ? '' : ` To check for one of several values, write \`${fixed}\`.`;
  return siteFinding(site, node, `\`${name}\` always fails for ${is}.${advice}`, fixed);
}

/** The question that `in` and `inside` are taken for, with the values of a literal list. */
function oneOf(list: Node): string | undefined {
  const values = literalOf(list);
  return Array.isArray(values) ? `IN(${values.map((value) => JSON.stringify(value)).join(', ')})` : undefined;
}
