import type { Json, JsonObject } from '../json.ts';
import { planTemplates } from './template-plan.ts';

/** Secrets by name. */
export type Secrets = Readonly<Record<string, string>>;

/** True when an expression may reach secrets: without the word it cannot, whatever it does. */
export function mentionsSecrets(expression: string): boolean {
  return expression.includes('secrets');
}

/**
 * The names of the secrets that a definition's templates read in the documented spellings: `.secrets.NAME`,
 * `.secrets["my-name"]` and `.secrets."my-name"`; each once, in order.
 */
export function secretNames(definition: Json): string[] {
  const names = planTemplates(definition).expressions.flatMap((expression) =>
    [...expression.matchAll(spelling)].map(([, plain, quoted, bracketed]) => plain ?? quoted ?? bracketed ?? ''),
  );
  return [...new Set(names)];
}

const spelling = /\.secrets(?:\.(\w+)|\."([\w-]+)"|\.?\["([\w-]+)"\])/g;

/** Those secrets, each with its mark for a value: for who renders a definition without knowing any. */
export function secretMarks(definition: Json): Secrets {
  return Object.fromEntries(secretNames(definition).map((name) => [name, markOf(name)]));
}

function markOf(name: string): string {
  return `[secret ${name}]`;
}

/** A template root with the secrets that the expressions name, as they are, and with marks in their place. */
export function withSecrets(root: JsonObject, secrets: Secrets, expressions: readonly string[]) {
  const text = expressions.filter(mentionsSecrets).join('\n');
  const named = Object.entries(secrets).filter(([name]) => text.includes(name));
  const marks = named.map(([name]): [string, string] => [name, markOf(name)]);
  return {
    real: { ...root, secrets: Object.fromEntries(named) },
    shown: { ...root, secrets: Object.fromEntries(marks) },
  };
}
