import type { Json, JsonObject } from '../json.ts';
import { planTemplates } from './template-plan.ts';

/** The values of secrets, by name. */
export type Secrets = Readonly<Record<string, string>>;

/** True if an expression may access secrets: without the word it cannot, whatever it does. */
export function mentionsSecrets(expression: string): boolean {
  return expression.includes('secrets');
}

/**
 * Lists the secrets that the templates of a definition read in the documented forms: `.secrets.NAME`,
 * `.secrets["my-name"]` and `.secrets."my-name"`; each once, in order.
 */
export function secretNames(definition: Json): string[] {
  const names = planTemplates(definition).expressions.flatMap(secretReferences);
  return [...new Set(names.map(({ name }) => name))];
}

/** The secrets that an expression reads in the documented forms, and where. */
export function secretReferences(expression: string): { name: string; at: number }[] {
  return [...expression.matchAll(spelling)].map(({ index: at, 1: plain, 2: quoted, 3: bracketed }) => {
    return { name: plain ?? quoted ?? bracketed ?? '', at };
  });
}

const spelling = /\.secrets(?:\.(\w+)|\."([\w-]+)"|\.?\["([\w-]+)"\])/g;

/** The secrets of a definition with marks as their values, to render it without knowing any secret. */
export function secretMarks(definition: Json): Secrets {
  return Object.fromEntries(secretNames(definition).map((name) => [name, markOf(name)]));
}

function markOf(name: string): string {
  return `[secret ${name}]`;
}

/** Adds the secrets that the expressions mention to a template root: once with their values, and once with marks. */
export function withSecrets(root: JsonObject, secrets: Secrets, expressions: readonly string[]) {
  const text = expressions.filter(mentionsSecrets).join('\n');
  const named = Object.entries(secrets).filter(([name]) => text.includes(name));
  const marks = named.map(([name]): [string, string] => [name, markOf(name)]);
  return {
    real: { ...root, secrets: Object.fromEntries(named) },
    shown: { ...root, secrets: Object.fromEntries(marks) },
  };
}
