import { describe, expect, test } from 'vitest';
import { backends } from '../../../src/backends/index.ts';
import { lint } from '../../../src/core/lint/index.ts';
import { validate } from '../../../src/core/validate/validate.ts';
import { sampleShapes } from '../../fixtures/sample-shapes.ts';
import { jqForTests } from '../../jq/jq.ts';

const jq = jqForTests();

describe('core/lint/samples', () => {
  test('covers every sample', () => {
    expect(sampleShapes).toHaveLength(23);
  });

  test.each(sampleShapes)('$name', async ({ definition, issues: expected }) => {
    const text = JSON.stringify(definition, null, 1);
    const { definitions, issues } = await validate([{ path: 'a.json', text }], { backends, jq });
    const found = [...issues, ...(await lint(definitions, { backends, jq }))];
    const lines = found.map(({ severity, code, range: { start, end } }) => {
      const line = text.split('\n')[start.line - 1] ?? '';
      return `${severity} ${code} ${line.slice(start.column - 1, end.column - 1)}`;
    });
    expect(lines.sort()).toEqual([...expected].sort());
  });
});
