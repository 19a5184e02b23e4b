import type { Jq } from '../../../src/core/expression/expression.ts';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import { prepareTemplates, render } from '../../../src/core/template/template.ts';
import { jqForTests } from '../../jq/jq.ts';

/** The real jq, for the suites of rendering. */
export const jq = jqForTests();
/** A jq that fails the test if it evaluates anything. */
export const noJq: Jq = { ...jq, evaluate: () => Promise.reject(new Error('jq was asked')) };
/** The root that definitions are rendered with. */
export const root: JsonObject = {
  a: 'A',
  n: 7,
  list: [1, 'two'],
  o: { x: 1, y: null },
  empty: '',
  nothing: null,
  yes: true,
};

/** Renders one definition with the root. */
export async function one(definition: Json, options: Parameters<typeof render>[3] = {}, by: Jq = jq) {
  const [rendering] = await render(await prepareTemplates(definition, jq), [root], by, options);
  if (!rendering) throw new Error('nothing was rendered');
  return rendering;
}
