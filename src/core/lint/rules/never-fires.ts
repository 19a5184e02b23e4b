import type { ConclusionRule } from '../rule.ts';

/** Reports conditions that no event can pass. */
export const neverFires: ConclusionRule = {
  code: 'lint/never-fires',
  severity: 'error',
  title: 'A condition that no event can pass',
  why: 'It asks for the impossible, so the automation never fires. If a part of the condition is the cause, such as a misspelled property, that part is reported instead, as an error with its own code.',
  example:
    '"expressions": [".diff.after.properties.status == \\"open\\"", ".diff.after.properties.status == \\"closed\\""], "combinator": "and"',
  fix: '"expressions": [".diff.after.properties.status | IN(\\"open\\", \\"closed\\")"]',
  conclude({ judgement: { passes, deciding }, conditions }, isExplained) {
    if (passes !== 'never' || deciding.some(isExplained)) return [];
    const [first] = deciding;
    if (first)
      return [{ message: 'No event can pass this condition, so the automation never fires.', path: first.path }];
    return conditions.length === 0
      ? []
      : [
          {
            message: 'These conditions contradict each other: no event can pass, so the automation never fires.',
            path: ['trigger', 'condition', 'expressions'],
            part: 'key',
          },
        ];
  },
};
