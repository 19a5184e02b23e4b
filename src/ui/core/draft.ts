import type { JsonObject } from '../../core/json.ts';
import { isObject, type Json } from '../../core/json.ts';
import { jsonAt, type KeyPath, textAt, withJsonAt } from './json-at.ts';

/**
 * A definition that is being edited. Form, JSON and YAML are views of it; `value` is what it last meant, and `text` is that
 * as JSON, or JSON that is half typed. `problem` says why what was typed is not a definition now.
 */
export type Draft = {
  text: string;
  value: JsonObject;
  problem: string | null;
  /** YAML that is half typed; null while there is none. */
  yaml: string | null;
  /** Fields of the form whose text is not a value yet. Until it is one, `value` holds the text itself, so that every view shows it. */
  unfinished: readonly UnfinishedField[];
};

/** The text in a field for JSON or a number, and why it is neither. */
export type UnfinishedField = { title: string; text: string; problem: string };

/** The draft of a definition. */
export function draftOf(value: JsonObject): Draft {
  return { text: `${JSON.stringify(value, null, 2)}\n`, value, problem: null, yaml: null, unfinished: [] };
}

/** The draft with another definition; what is still unfinished in it stays unfinished. */
export function withValue(draft: Draft, value: JsonObject): Draft {
  const texts = textsIn(value);
  return { ...draftOf(value), unfinished: draft.unfinished.filter(({ text }) => texts.has(text)) };
}

/** YAML as it is typed, which is not a definition yet. */
export function withYaml(draft: Draft, yaml: string, problem: string): Draft {
  return { ...draft, yaml, problem };
}

function textsIn(value: Json): Set<string> {
  if (typeof value === 'string') return new Set([value]);
  if (value === null || typeof value !== 'object') return new Set();
  return new Set(Object.values(value).flatMap((inner) => [...textsIn(inner)]));
}

/** A change of the JSON, as it is typed. */
export function withText(draft: Draft, text: string): Draft {
  try {
    const parsed: Json = JSON.parse(text);
    if (isObject(parsed)) return { ...withValue(draft, parsed), text };
    return { ...draft, text, problem: 'This must be an object: { … }' };
  } catch (error) {
    return { ...draft, text, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** A change of one field in the form; `undefined` removes it. Fields that the form does not know stay. */
export function withField(draft: Draft, path: KeyPath, next: Json | undefined, unfinished?: UnfinishedField): Draft {
  const value = withJsonAt(draft.value, path, next);
  if (!isObject(value)) return draft;
  return withValue(unfinished ? { ...draft, unfinished: [...draft.unfinished, unfinished] } : draft, value);
}

/**
 * A change of the title. While the identifier is the one made from the title, it follows it: one that was typed stays,
 * and so does that of an automation that exists.
 */
export function withTitle(draft: Draft, title: string, isNew: boolean): Draft {
  const follows = isNew && textAt(draft.value, ['identifier']) === identifierOf(textAt(draft.value, ['title']));
  const titled = withField(draft, ['title'], title === '' ? undefined : title);
  return follows ? withField(titled, ['identifier'], identifierOf(title)) : titled;
}

/** The identifier that a title suggests: `Notify on-call!` gives `notify_on-call`. */
export function identifierOf(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9@_.+:=-]+/g, '_')
    .replace(/^_+|_+$/g, '');
}

/** The initial definition of a new automation. */
export const newDefinition: JsonObject = {
  identifier: '',
  title: '',
  trigger: {
    type: 'automation',
    event: { type: 'ENTITY_CREATED', blueprintIdentifier: '' },
  },
  invocationMethod: { type: 'WEBHOOK', url: '' },
  publish: true,
};

/**
 * The same definition with another trigger or backend: fields that both have keep their values, so that choosing the
 * wrong one by mistake costs nothing that the right one needs.
 */
export function withType(
  draft: Draft,
  path: KeyPath,
  type: string,
  fields: readonly string[],
  empty: JsonObject,
): Draft {
  const before = jsonAt(draft.value, path);
  const kept = isObject(before)
    ? Object.fromEntries(Object.entries(before).filter(([key]) => fields.includes(key)))
    : {};
  return withField(draft, path, { ...empty, ...kept, type });
}

/** The fields that a schema requires, with the empty value that a form shows for each. */
export function emptyOf(required: unknown): JsonObject {
  const names = Array.isArray(required) ? required.filter((name): name is string => typeof name === 'string') : [];
  return Object.fromEntries(names.filter((name) => name !== 'type').map((name) => [name, '']));
}
