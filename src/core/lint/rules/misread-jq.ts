import type { Finding } from '../../source/place-finding.ts';
import { baseOf, isNot } from '../../syntax/base-of.ts';
import { codeOf } from '../../syntax/code.ts';
import type { Node } from '../../syntax/syntax.ts';
import { visitNodes } from '../../syntax/visit-nodes.ts';
import type { AutomationRule, ReadSite } from '../rule.ts';
import { siteFinding } from '../site-finding.ts';
import { eitherDiffers } from './either-differs.ts';
import {
  assignedCalls,
  comparedDefaults,
  loneLiterals,
  misorderedTimes,
  openChoices,
  severalAnswers,
  unknownFormats,
} from './misread-parts.ts';

/** Reports expressions that compile but do not do what they seem to do. */
export const misreadJq: AutomationRule = {
  code: 'lint/misread-jq',
  severity: 'warning',
  isCause: true,
  title: 'jq that does not mean what it seems to mean',
  why: 'The expression is valid, but means something different from other languages: `not` goes after what it negates, an `if` without `else` passes its input on, `==` is read before `//`, only the first of several outputs counts, and there are no environment variables.',
  example: '"not .diff.after.properties.archived"',
  fix: '".diff.after.properties.archived | not"',
  check({ sites }) {
    return sites.flatMap((site) => {
      const { expression } = site;
      // The fast path for nearly all expressions.
      const hasNot = expression.includes('not ') && negatedPath.test(expression);
      const hasEnv = expression.includes('ENV') || expression.includes('env');
      const others = [
        ...(expression.includes('if') ? openChoices(site) : []),
        ...(expression.includes('//') ? comparedDefaults(site) : []),
        ...(site.kind === 'condition' && several.test(expression) ? severalAnswers(site) : []),
        ...(joinedText.test(expression) ? loneLiterals(site) : []),
        ...(expression.includes('@') ? unknownFormats(site) : []),
        ...(site.kind === 'condition' && assignment.test(expression) ? assignedCalls(site) : []),
        ...misorderedTimes(site),
        ...(expression.includes('!=') ? eitherDiffers(site) : []),
      ];
      if (!hasNot && !hasEnv) return others;
      const code = codeOf(expression);
      return [
        ...(hasNot ? negationFindings(site, code) : []),
        ...(hasEnv ? environmentFindings(site, code) : []),
        ...others,
      ];
    });
  },
};

const assignment = /[\w)]\s*=[^=]/;
const several = /,|\[\]/;
const joinedText = /\b(?:and|or)\s*"/;
const negatedPath = /\bnot\s+\./;

/** In `not .a`, jq reads the path as a field of what `not` returns. */
function negationFindings(site: ReadSite, code: string): Finding[] {
  return negatedPaths(site.node).map(({ start, end, from }) => {
    const text = site.expression.slice(from, end).trim();
    const message = `\`not\` does not take an argument, so this always fails; write \`${text} | not\`.`;
    const behind = code.slice(end);
    const isAll = code.slice(0, start).trim() === '' && behind.trim() === '';
    // In `not .a == 1`, more than the path is negated.
    const isClosed = /^\s*(?:$|\)|\]|,|(?:and|or|then|else|elif|end)\b)/.test(behind);
    const fixed = isAll ? `${text} | not` : isClosed ? `(${text} | not)` : undefined;
    return siteFinding(site, { start, end }, message, fixed);
  });
}

/** The paths behind a `not`, and where the path itself begins. */
function negatedPaths(node: Node | null): { start: number; end: number; from: number }[] {
  const found = new Map<number, { start: number; end: number; from: number }>();
  if (!node) return [];
  visitNodes(node, (one) => {
    const base = baseOf(one);
    // The outermost part of a path is visited first.
    if (base === one || !isNot(base) || found.has(base.start)) return;
    found.set(base.start, { start: base.start, end: one.end, from: base.end });
  });
  return [...found.values()];
}

function environmentFindings(site: ReadSite, code: string): Finding[] {
  return [...code.matchAll(/(?<![\w.$@])(?:\$ENV\b(?!\s*:)|env(?=\s*[.[]))/g)].map(({ 0: found, index }) => {
    const advice =
      site.kind === 'condition' ? 'write the value directly' : 'store the value as a secret and write `.secrets.NAME`';
    const message = `Environment variables are not available, so \`${found}\` is empty; ${advice}.`;
    return siteFinding(site, { start: index, end: index + found.length }, message);
  });
}
