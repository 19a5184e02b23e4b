import type { Jq, JqResult } from '../jq.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Node, PreparedTemplates, TextNode } from './prepare.ts';

/**
 * A value rendered for one root: `real` with the secrets, for the socket only; `shown` with `[secret NAME]` in their
 * place, for everything that is kept or seen. Warnings tell which templates became null because jq failed.
 */
export type Rendering = { ok: true; real: Json; shown: Json; warnings: string[] } | { ok: false; message: string };

/** What stands in a secret's place wherever a rendering is kept or shown. */
export function maskOf(name: string): string {
  return `[secret ${name}]`;
}

/**
 * Renders prepared templates for many roots at once, by Port's rules (reference: templates): one template alone keeps
 * its type, among text it becomes text, no output removes a key, an error of jq's is null. Structural faults (stray
 * braces, a key that is no text, a bad spread) fail that root's rendering.
 */
export async function render(
  prepared: PreparedTemplates,
  roots: readonly JsonObject[],
  secrets: Readonly<Record<string, string>>,
  jq: Jq,
): Promise<Rendering[]> {
  const named = prepared.secretNames.filter((name) => Object.hasOwn(secrets, name));
  const real = Object.fromEntries(named.map((name) => [name, secrets[name] as Json]));
  const shown = Object.fromEntries(named.map((name) => [name, maskOf(name)]));
  const missing = prepared.secretNames.filter((name) => !Object.hasOwn(secrets, name));
  const plain = await evaluate(prepared, false, roots, jq);
  const hidden = prepared.secret.includes(true)
    ? await evaluate(
        prepared,
        true,
        [real, shown].flatMap((bag) => roots.map((root) => ({ ...root, secrets: bag }))),
        jq,
      )
    : [];
  const unset = missing.map((name) => `The secret ${name} is not set (SECRET_${name}); it renders as null`);
  return roots.map((_, row) => {
    const results = (offset: number) =>
      prepared.expressions.map((_, at) => (prepared.secret[at] ? hidden[row + offset]?.[at] : plain[row]?.[at]));
    const first = build(prepared, results(0));
    const second = prepared.secret.includes(true) ? build(prepared, results(roots.length)) : first;
    if (first.failure !== null) return { ok: false, message: first.failure };
    return {
      ok: true,
      real: first.value ?? null,
      shown: second.failure === null ? (second.value ?? null) : null,
      warnings: [...unset, ...first.warnings],
    };
  });
}

/** Answers one kind of expressions for all inputs: those that need no jq at once, the rest in one batch. */
async function evaluate(
  prepared: PreparedTemplates,
  secret: boolean,
  inputs: readonly JsonObject[],
  jq: Jq,
): Promise<(JqResult | undefined)[][]> {
  const results = inputs.map((input) =>
    prepared.direct.map((ask, at) =>
      prepared.secret[at] === secret && ask !== null ? (ask(input) ?? undefined) : undefined,
    ),
  );
  const asked = prepared.expressions.flatMap((_, at) =>
    prepared.secret[at] === secret && results.some((result) => result[at] === undefined) ? [at] : [],
  );
  if (asked.length === 0 || inputs.length === 0) return results;
  const answers = await jq.evaluate(
    asked.map((at) => prepared.expressions[at] as string),
    inputs,
  );
  for (const [row, result] of results.entries()) {
    for (const [column, at] of asked.entries()) result[at] ??= answers[row]?.[column];
  }
  return results;
}

type Build = { value: Json | undefined; failure: string | null; warnings: string[] };

function build(prepared: PreparedTemplates, results: readonly (JqResult | undefined)[]): Build {
  const warnings: string[] = [];
  let failure: string | null = null;

  function fail(path: string, message: string): undefined {
    failure ??= path === '' ? message : `${path}: ${message}`;
    return undefined;
  }

  function resultOf(at: number, path: string): Json | undefined {
    const result = results[at];
    if (result?.ok) return result.value;
    warnings.push(`${path}: ${prepared.expressions[at]?.trim()} rendered as null: ${result?.error ?? 'no answer'}`);
    return null;
  }

  function textOf(node: TextNode, path: string): Json | undefined {
    const parts = node.parts.map((part) => (typeof part === 'string' ? part : { result: resultOf(part, path) }));
    if (node.mode === 'exact') {
      for (const part of parts) if (typeof part !== 'string') return part.result;
    }
    return parts.map((part) => (typeof part === 'string' ? part : asText(part.result))).join('');
  }

  function valueOf(node: Node, path: string): Json | undefined {
    switch (node.type) {
      case 'value':
        return node.value;
      case 'text':
        return textOf(node, path);
      case 'broken':
        return fail(path, node.message);
      case 'array':
        // What gave no output is null here: an array keeps its places.
        return node.items.map((item, index) => valueOf(item, `${path}[${index}]`) ?? null);
      case 'object':
        return Object.fromEntries(node.entries.flatMap((entry) => entryOf(entry, path)));
    }
  }

  function entryOf(
    { name, key, value }: { name: string; key: Node | 'spread'; value: Node },
    path: string,
  ): [string, Json][] {
    const inside = path === '' ? name : `${path}.${name}`;
    if (key === 'spread') {
      const spread = valueOf(value, inside);
      if (isObject(spread) || Array.isArray(spread)) return Object.entries(spread) as [string, Json][];
      fail(inside, `spreadValue() needs an object, and this rendered to ${asText(spread)}`);
      return [];
    }
    const rendered = valueOf(key, inside);
    if (rendered === null || rendered === undefined || rendered === '') return [];
    if (typeof rendered !== 'string') {
      fail(inside, `a key must render to text, and this one rendered to ${asText(rendered)}`);
      return [];
    }
    const item = valueOf(value, inside);
    return item === undefined ? [] : [[rendered, item]];
  }

  const value = valueOf(prepared.root, '');
  return { value, failure, warnings };
}

/** How a result stands among text: strings as they are, everything else as compact JSON. */
function asText(value: Json | undefined): string {
  return typeof value === 'string' ? value : value === undefined ? 'undefined' : JSON.stringify(value);
}
