import { describe, expect, test } from 'vitest';
import { withCorrections } from '../../../src/ui/core/corrections.ts';
import { draftOf } from '../../../src/ui/core/draft.ts';

describe('ui/core/corrections', () => {
  const draft = draftOf({ title: 'A', trigger: { condition: { expressions: ['.a', '.b'] } } });
  const at = (index: number) => ['trigger', 'condition', 'expressions', index];

  test('changes exactly what they name', () => {
    const corrected = withCorrections(draft, [{ at: at(1), before: '.b', after: '.c' }]);
    expect(corrected?.value).toEqual({ title: 'A', trigger: { condition: { expressions: ['.a', '.c'] } } });
    expect(JSON.parse(corrected?.text ?? '')).toEqual(corrected?.value);
  });

  test.each([
    [{ at: at(0), before: '.x', after: '.c' }],
    [{ at: at(7), before: '.b', after: '.c' }],
    [{ at: ['trigger', 'event'], before: '.b', after: '.c' }],
  ])('changes nothing when what %j corrects is gone', (correction) => {
    expect(withCorrections(draft, [{ at: at(1), before: '.b', after: '.c' }, correction])).toBeNull();
  });
});
