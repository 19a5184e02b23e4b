import type { JsonObject } from '../../core/json.ts';
import { isObject, type Json } from '../../core/json.ts';
import { jsonAt, type Path, textAt, withJsonAt } from './json-at.ts';

/**
 * A definition that is being edited. Form and JSON are views of `text`; `value` is what it last meant, so that the form
 * stays usable while the JSON is half typed. `problem` says why the text is not a definition now.
 */
export type Draft = { text: string; value: JsonObject; problem: string | null };

/** The draft of a definition. */
export function draftOf(value: JsonObject): Draft {
  return { text: `${JSON.stringify(value, null, 2)}\n`, value, problem: null };
}

/** A change of the JSON, as it is typed. */
export function withText(draft: Draft, text: string): Draft {
  try {
    const parsed: Json = JSON.parse(text);
    if (isObject(parsed)) return { text, value: parsed, problem: null };
    return { ...draft, text, problem: 'This has to be an object: { … }' };
  } catch (error) {
    return { ...draft, text, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** A change of one field in the form; `undefined` removes it. Fields that the form does not know stay. */
export function withField(draft: Draft, path: Path, next: Json | undefined): Draft {
  const value = withJsonAt(draft.value, path, next);
  return isObject(value) ? draftOf(value) : draft;
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

/** What a new automation begins with. */
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
export function withType(draft: Draft, path: Path, type: string, fields: readonly string[], empty: JsonObject): Draft {
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
