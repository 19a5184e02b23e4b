import type { Jq } from '../expression/expression.ts';
import type { Json, JsonObject } from '../json.ts';
import { type Secrets, secretNames } from './secret-references.ts';
import { type PreparedTemplates, prepareTemplates, render } from './template.ts';

/** A URL that refers to secrets that are not set. */
export type UnsetAddress = { names: readonly string[]; templates: PreparedTemplates };

/** Stands in for a missing secret, to find where its value ends up. */
const mark = 'unsetSecret';

/** Prepares the URL of an invocation method for `addressLacks`; null if all its secrets are set. */
export async function prepareUnsetAddress(method: JsonObject, secrets: Secrets, jq: Jq): Promise<UnsetAddress | null> {
  const url = method.url ?? null;
  const names = secretNames(url).filter((name) => secrets[name] === undefined);
  return names.length === 0 ? null : { names, templates: await prepareTemplates(url, jq) };
}

/**
 * Tells which rendered URLs lack a secret: they have `null` or nothing in its place. If a template has a default
 * (`.secrets.NAME // "…"`), the URL is as its author wants it.
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
