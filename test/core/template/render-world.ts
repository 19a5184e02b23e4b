import type { Jq } from '../../../src/core/expression/expression.ts';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import { prepareTemplates, render } from '../../../src/core/template/template.ts';
import { jqForTests } from '../../jq/jq.ts';

/** jq as it is, for the suites of rendering. */
export const jq = jqForTests();
/** The same, where nothing is to be evaluated. */
export const noJq: Jq = { ...jq, evaluate: () => Promise.reject(new Error('jq was asked')) };
/** What definitions are rendered over. */
export const root: JsonObject = {
  a: 'A',
  n: 7,
  list: [1, 'two'],
  o: { x: 1, y: null },
  empty: '',
  nothing: null,
  yes: true,
};

/** Renders one definition over the root. */
export async function one(definition: Json, options: Parameters<typeof render>[3] = {}, by: Jq = jq) {
  const [rendering] = await render(await prepareTemplates(definition, jq), [root], by, options);
  if (!rendering) throw new Error('nothing was rendered');
  return rendering;
}
