import { type Role, roles } from './role.ts';

/** What a client may do: one of the roles, or to plan and sync one source, as `sync:owner/repo` or `sync:owner/repo:path`. */
export type ClientRole = Role | `sync:${string}`;

/** A client of the API as it is shown: without its secret. */
export type ClientView = {
  id: string;
  name: string;
  role: ClientRole;
  /** When it expires (RFC 3339); null: never. */
  expiresAt: string | null;
  /** Until when the previous secret stays valid, after a rotation. */
  oldSecretUntil: string | null;
  createdAt: string;
  createdBy: string;
};

/** The pattern for names of clients. */
export const clientNamePattern = '^[A-Za-z0-9_.-]{1,100}$';

/** The rule for names of clients, as the end of a sentence. */
export const clientNameRule = 'must be 1 to 100 letters, digits, dots, underscores or hyphens';

const owner = '[A-Za-z0-9_-][A-Za-z0-9_.-]*';
const repository = '(?!\\.{1,2}(?::|$))[A-Za-z0-9_.-]+';
/** From the repository's root: not absolute, and with no step up. */
const path = '(?!/)(?!(?:[^:]*/)?\\.\\.(?:/|$))[^\\s:\\\\]+';
const source = new RegExp(`^sync:${owner}/${repository}(?::${path})?$`);

/** Reads the role of a client; null when it is not a role. */
export function readClientRole(text: string): ClientRole | null {
  if (source.test(text)) return text as ClientRole;
  return roles.find((role) => role === text) ?? null;
}

/** The source that a client may sync; null for one with another role. */
export function sourceOfRole(role: ClientRole): string | null {
  return role.startsWith('sync:') ? role.slice('sync:'.length) : null;
}
