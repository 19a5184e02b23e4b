import type { ConclusionRule } from '../rule.ts';

/** Reports conditions that every event passes. */
export const alwaysFires: ConclusionRule = {
  code: 'lint/always-fires',
  severity: 'error',
  title: 'A condition that every event passes',
  why: 'It does not depend on the event, so the automation fires for every event of its trigger, as it would without a condition. If a part of the condition is the cause, that part is reported instead, as an error with its own code.',
  example: '"expressions": ["\\".diff.after.properties.status == open\\""]',
  fix: '"expressions": [".diff.after.properties.status == \\"open\\""]',
  conclude({ judgement: { passes, deciding } }, isExplained) {
    const [first] = deciding;
    if (passes !== 'always' || deciding.some(isExplained)) return [];
    if (!first) {
      const message =
        'Every event passes one of these conditions, so the automation always fires; should `combinator` be `and`?';
      return [{ message, path: ['trigger', 'condition', 'expressions'], part: 'key' }];
    }
    const message =
      first.node?.type === 'binary' && first.node.operator === '='
        ? 'This condition assigns a value, which is always true, so the automation always fires; did you mean `==`?'
        : 'Every event passes this condition, so the automation always fires; remove it if that is intended.';
    return [{ message, path: first.path }];
  },
};
