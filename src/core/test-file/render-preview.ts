import type { Automation } from '../automation.ts';
import { methodWithoutCredentials } from '../definition/http-call.ts';
import type { Jq } from '../expression/expression.ts';
import { isObject, type JsonObject } from '../json.ts';
import { secretMarks } from '../template/secret-references.ts';
import { prepareTemplates, type Rendering, render } from '../template/template.ts';

/**
 * Renders the invocation method for a root of templates, with a mark in place of each secret; null if there is nothing
 * to render.
 */
export async function renderShown(
  { invocationMethod }: Automation,
  root: JsonObject,
  jq: Jq,
  options: { deadline?: number } = {},
): Promise<Rendering | null> {
  const templates = await prepareTemplates(invocationMethod, jq);
  const secrets = secretMarks(invocationMethod);
  const [rendering] = await render(templates, [root], jq, { ...options, secrets });
  if (!rendering?.ok || !isObject(rendering.shown)) return rendering ?? null;
  return { ...rendering, shown: methodWithoutCredentials(rendering.shown) };
}
