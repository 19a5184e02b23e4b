import type { Jq } from '../expression/expression.ts';
import type { Json, JsonObject } from '../json.ts';
import { type Secrets, secretNames } from './secrets.ts';
import { type PreparedTemplates, prepareTemplates, render } from './template.ts';

/** An address that names secrets which are not set. */
export type UnsetAddress = { names: readonly string[]; templates: PreparedTemplates };

/** Stands in for a secret that is not set: what shows it takes the secret over as it is. */
const mark = 'unsetSecret';

/** Prepares an invocation method's URL for `addressLacks`; null when every secret in it is set. */
export async function prepareUnsetAddress(method: JsonObject, secrets: Secrets, jq: Jq): Promise<UnsetAddress | null> {
  const url = method.url ?? null;
  const names = secretNames(url).filter((name) => secrets[name] === undefined);
  return names.length === 0 ? null : { names, templates: await prepareTemplates(url, jq) };
}

/**
 * Which of the rendered URLs lack a secret: they hold `null` or nothing where it belongs. Where a template says what to do
 * without the secret (`.secrets.NAME // "…"`), the URL is what its author wants.
 */
export async function addressLacks(
  { names, templates }: UnsetAddress,
  urls: readonly (Json | undefined)[],
  roots: readonly JsonObject[],
  secrets: Secrets,
  jq: Jq,
): Promise<boolean[]> {
  const marked = await render(templates, roots, jq, {
    secrets: { ...secrets, ...Object.fromEntries(names.map((name) => [name, mark])) },
  });
  return marked.map((rendering, index) => {
    const wanted = rendering.ok ? textOf(rendering.real) : '';
    const made = textOf(urls[index]);
    return wanted.includes(mark) && ['null', ''].some((gap) => wanted.replaceAll(mark, gap) === made);
  });
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
