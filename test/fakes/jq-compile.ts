import { raw } from 'jq-wasm';
import type { JqProblem } from '../../src/core/jq.ts';

/** jq itself, one call per expression: slow, and independent of our own evaluator. */
export const plainJq = {
  async compile(expressions: readonly string[]): Promise<(JqProblem | null)[]> {
    const answers: (JqProblem | null)[] = [];
    for (const expression of expressions) {
      const { stderr } = await raw('null', expression);
      const found = /error: (.*?) at <top-level>, line (\d+), column (\d+)/.exec(stderr);
      answers.push(
        found
          ? {
              message: found[1] ?? '',
              ...(found[2] === '1' && {
                offset: Buffer.from(expression)
                  .subarray(0, Number(found[3]) - 1)
                  .toString().length,
              }),
            }
          : null,
      );
    }
    return answers;
  },
};
