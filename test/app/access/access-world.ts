import { type Access, createAccess } from '../../../src/app/access/access.ts';
import type { ActiveClient, ClientCheck } from '../../../src/app/access/api-clients.ts';
import type { SigningSecrets } from '../../../src/backends/signature.ts';

/** A key that replicas share. */
export const sharedKey = Buffer.alloc(32, 7);

/** Clients by their secrets, which are their ids. */
function clientsOf(clients: readonly ActiveClient[]): ClientCheck {
  const find = async (id: string) => clients.find((client) => client.id === id) ?? null;
  return { active: find, withSecret: async (id, secret) => (id === secret ? find(id) : null) };
}

/** Access for the client `client` with a secret of its own, and for others whose secrets are their ids. */
export function accessWith(options: {
  secret?: string;
  signing?: SigningSecrets;
  clients?: readonly ActiveClient[];
  now(): number;
}): Access {
  const { secret = 'a client secret', clients = [], now } = options;
  const { signing = { current: 'an events secret', old: null } } = options;
  const secrets = { client: () => ({ current: secret, old: null }), signing: () => signing };
  return createAccess({ clientId: 'client', secrets, clients: clientsOf(clients), key: sharedKey, orgId: 'org', now });
}
