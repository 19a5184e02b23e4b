import { type Comparison, contradict } from '../../expression/comparison.ts';
import { combinatorOf } from '../../expression/conditions.ts';
import type { JqResult } from '../../expression/expression.ts';
import { codeOf } from '../../expression/expression-text.ts';
import type { Finding } from '../../source/place-finding.ts';
import type { AutomationRule } from '../rule.ts';

/** Reports conditions that give the same result for every event. */
export const constantCondition: AutomationRule = {
  code: 'lint/constant-condition',
  severity: 'warning',
  title: 'A condition that is always true or always false',
  why: 'It does not depend on the event, or asks for the impossible, so either every event fires the automation or none does.',
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

/** `.a = 1` returns the event with a new `.a`, which is always true. An assignment in parentheses may be intended. */
function isAssignment(expression: string): boolean {
  if (!equalsSign.test(expression)) return false;
  const code = codeOf(expression);
  // In `as $x |` and `def f: …;`, and after any pipe, the equals sign does not decide the result.
  return equalsSign.test(code) && !/[|,;()[\]{}]|\b(?:if|then|else|and|or|try|reduce|foreach|def|as)\b/.test(code);
}

/** An equals sign that is not part of another operator. */
const equalsSign = /(?<![=!<>|+*/%-])=(?!=)/;

function truth(result: JqResult): boolean | null {
  return result.ok ? result.value !== undefined && result.value !== null && result.value !== false : null;
}

/** `.a == .a` is always true. False only decides if it is one of several demands; true only if it is the only one. */
function sameOnBothSides(expression: string, all: readonly Comparison[]): boolean | null {
  const [only] = all;
  if (all.length !== 1 || !only || !('path' in only.right) || only.right.path !== only.left) return null;
  // `demands` omits what it cannot parse.
  return only.equal && /\band\b/.test(codeOf(expression)) ? null : only.equal;
}

function consequence(passes: boolean, combinator: 'and' | 'or', count: number): string {
  if (passes && (combinator === 'or' || count === 1)) return ', so every event passes';
  if (!passes && (combinator === 'and' || count === 1)) return ', so no event passes';
  return ' and has no effect';
}
