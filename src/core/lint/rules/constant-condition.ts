import { type Comparison, contradict } from '../../expression/comparison.ts';
import { combinatorOf } from '../../expression/conditions.ts';
import type { JqResult } from '../../expression/expression.ts';
import { codeOf } from '../../expression/expression-text.ts';
import type { Finding } from '../../source/place-finding.ts';
import type { AutomationRule } from '../rule.ts';

/** Conditions that come out the same for every event. */
export const constantCondition: AutomationRule = {
  code: 'lint/constant-condition',
  severity: 'warning',
  title: 'A condition that is always true, or never',
  why: 'It does not look at the event, or asks for what cannot be; either everything fires the automation or nothing does.',
  example: '"expressions": ["\\".diff.after.properties.status\\" == \\"open\\""]',
  fix: '"expressions": [".diff.after.properties.status == \\"open\\""]',
  check({ automation, conditions }, { constants }) {
    const combinator = combinatorOf(automation.trigger.condition);
    const findings = conditions.flatMap(({ expression, path, demands }): Finding[] => {
      if (isAssignment(expression)) {
        const message = 'This condition assigns a value, which is always true; did you mean `==`?';
        return [{ message, path }];
      }
      const result = constants.get(expression);
      const passes = result ? truth(result) : sameOnBothSides(expression, demands);
      if (passes === null) return [];
      return [
        {
          message: `This condition is always ${passes ? 'true' : 'false'}${consequence(passes, combinator, conditions.length)}.`,
          path,
        },
      ];
    });
    const impossible = (combinator === 'and' ? [conditions] : conditions.map((site) => [site])).filter((group) =>
      contradict(group.flatMap((site) => site.demands)),
    );
    if (findings.length > 0) return findings;
    const together = combinator === 'and' && conditions.length > 1;
    return impossible.flatMap(([first]) =>
      first
        ? [
            {
              message: `${together ? 'These conditions contradict each other' : 'This condition contradicts itself'}: no event can pass.`,
              path: together ? ['trigger', 'condition', 'expressions'] : first.path,
              ...(together && { part: 'key' as const }),
            },
          ]
        : [],
    );
  },
};

/** `.a = 1` gives the event with another `.a`, whatever it was; an assignment inside of parentheses may be wanted. */
function isAssignment(expression: string): boolean {
  if (!equalsSign.test(expression)) return false;
  const code = codeOf(expression);
  // A variable's name comes before the pipe of `as $x |` and `def f: …;`, and what follows a pipe decides.
  return equalsSign.test(code) && !/[|,;()[\]{}]|\b(?:if|then|else|and|or|try|reduce|foreach|def|as)\b/.test(code);
}

/** One that is no part of another operator. */
const equalsSign = /(?<![=!<>|+*/%-])=(?!=)/;

function truth(result: JqResult): boolean | null {
  return result.ok ? result.value !== undefined && result.value !== null && result.value !== false : null;
}

/** `.a == .a`, whatever `.a` is; false where that is one of several demands, true where nothing else is asked. */
function sameOnBothSides(expression: string, all: readonly Comparison[]): boolean | null {
  const [only] = all;
  if (all.length !== 1 || !only || !('path' in only.right) || only.right.path !== only.left) return null;
  // Demands leave out what they cannot read.
  return only.equal && /\band\b/.test(codeOf(expression)) ? null : only.equal;
}

function consequence(passes: boolean, combinator: 'and' | 'or', count: number): string {
  if (passes && (combinator === 'or' || count === 1)) return ', so every event passes';
  if (!passes && (combinator === 'and' || count === 1)) return ', so no event passes';
  return ' and has no effect';
}
