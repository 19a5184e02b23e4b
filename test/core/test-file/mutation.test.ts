import { describe, expect, test } from 'vitest';
import { mutate } from '../../../src/core/test-file/mutation.ts';
import { jqForTests } from '../../jq/jq.ts';
import { conditions, tested, testsOf } from './tested.ts';

const jq = jqForTests();

async function scored(expressions: readonly string[], cases: readonly [string, string][], isOver = () => false) {
  const { definitions, ran } = await tested(conditions(expressions), testsOf(...cases));
  const progress: string[] = [];
  const score = await mutate(
    definitions.map((definition) => ({ definition, cases: ran.passed })),
    jq,
    { isOver, onProgress: (done, all) => progress.push(`${done}/${all}`) },
  );
  const survivors = score.survivors.map(({ range: { start }, before, after }) => {
    return `${start.line}:${start.column} ${before} → ${after}`;
  });
  return { ...score, survivors, progress };
}

describe('core/test-file/mutation', () => {
  const limit = ['.diff.after.properties.n > 3'];

  test('names the changes that no test notices, at their place', async () => {
    const weak = await scored(limit, [['{ n: 9 }', 'match']]);
    expect(weak).toEqual({
      killed: 2,
      left: 0,
      survivors: ['8:35 > → >=', '8:37 3 → 4'],
      progress: ['4/4'],
    });
    const strong = await scored(limit, [
      ['{ n: 4 }', 'match'],
      ['{ n: 3 }', 'no-match'],
    ]);
    expect(strong).toMatchObject({ killed: 4, survivors: [] });
  });

  test('changes the combinator of several expressions', async () => {
    const { survivors } = await scored(
      ['.diff.after.properties.n == 1', '.diff.after.properties.m == 1'],
      [['{ n: 1, m: 1 }', 'match']],
    );
    expect(survivors).toEqual(['10:17 and → or']);
  });

  test('counts what was not tried in time, and tries nothing without tests', async () => {
    expect(await scored(limit, [['{ n: 9 }', 'match']], () => true)).toMatchObject({
      killed: 0,
      left: 4,
      survivors: [],
    });
    expect(await scored(limit, [])).toMatchObject({ killed: 0, left: 0, survivors: [] });
  });
});
