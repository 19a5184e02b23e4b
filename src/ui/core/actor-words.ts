import type { JsonObject } from '../../core/json.ts';

/** The client that an embedded service makes for itself at its first start has only an id. */
const builtIn = /^client_[0-9a-f]{16}$/;

/** Describes who did something, from the `by` of an event or of an entry of the audit log. */
export function actorWords({ userId, byPort }: JsonObject): string {
  if (typeof userId !== 'string') return byPort === true ? 'the service' : 'an unnamed sender';
  if (userId === 'service') return 'the service';
  if (userId === 'signature') return 'a signed delivery';
  const [, kind, name = ''] = /^(client|run|user):(.+)$/s.exec(userId) ?? [];
  if (kind === undefined) return userId;
  if (kind === 'user') return name;
  return kind === 'client' && builtIn.test(name) ? 'the built-in client' : `the ${kind} ${name}`;
}
