import { combinatorOf } from '../../expression/conditions.ts';
import type { Finding } from '../../source/place-finding.ts';
import type { ConclusionRule } from '../rule.ts';

/** Reports expressions of a condition that have no effect, because they are always true or always false. */
export const constantCondition: ConclusionRule = {
  code: 'lint/constant-condition',
  severity: 'warning',
  title: 'A part of a condition that has no effect',
  why: 'It is always true or always false, so only the other expressions decide.',
  example: '"expressions": ["true", ".diff.after.properties.status == \\"open\\""]',
  fix: '"expressions": [".diff.after.properties.status == \\"open\\""]',
  conclude({ automation, judgement }, isExplained) {
    const isTrue = combinatorOf(automation.trigger.condition) === 'and';
    return judgement.neutral.flatMap((site): Finding[] => {
      if (isExplained(site)) return [];
      const { node } = site;
      if (node?.type === 'binary' && node.operator === '=') {
        return [
          { message: 'This condition assigns a value, which is always true; did you mean `==`?', path: site.path },
        ];
      }
      return [{ message: `This condition is always ${isTrue} and has no effect.`, path: site.path }];
    });
  },
};
