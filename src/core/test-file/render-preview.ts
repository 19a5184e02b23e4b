import type { Automation } from '../automation.ts';
import { methodWithoutCredentials } from '../definition/http-call.ts';
import type { Event } from '../event/event.ts';
import type { Jq } from '../expression/expression.ts';
import { isObject } from '../json.ts';
import { secretMarks } from '../template/secrets.ts';
import { prepareTemplates, type Rendering, render } from '../template/template.ts';
import { rootFor } from './root-for.ts';

/**
 * Renders the invocation method for an event, with a mark in place of each secret; null if there is nothing to render.
 */
export async function renderShown(
  automation: Automation,
  event: Event,
  jq: Jq,
  options: { deadline?: number } = {},
): Promise<Rendering | null> {
  const { invocationMethod } = automation;
  const templates = await prepareTemplates(invocationMethod, jq);
  const secrets = secretMarks(invocationMethod);
  const [rendering] = await render(templates, [rootFor(event, automation)], jq, { ...options, secrets });
  if (!rendering?.ok || !isObject(rendering.shown)) return rendering ?? null;
  return { ...rendering, shown: methodWithoutCredentials(rendering.shown) };
}
