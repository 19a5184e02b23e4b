import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { AppError } from '../../core/error.ts';
import { type ClientRole, type ClientView, readClientRole } from '../../core/views/client-view.ts';
import type { StoredClient } from '../../store/clients.ts';
import type { Store, Tx } from '../../store/store.ts';
import type { ChangeAuthor } from '../automations/record-changes.ts';
import { newId } from '../ids.ts';

/** A client with its secret, which is shown only once. */
export type ClientWithSecret = { client: ClientView; secret: string };

/** The API's clients, except the one from the environment. */
export type ApiClients = {
  create(
    input: { name: string; role: string; expiresAt: number | null },
    author: ChangeAuthor,
  ): Promise<ClientWithSecret>;
  list(): Promise<ClientView[]>;
  /** Gives a client a new secret; the old one stays valid for `keepOldMs`. */
  rotate(id: string, keepOldMs: number, author: ChangeAuthor): Promise<ClientWithSecret>;
  /** Revokes a client and its tokens at once. */
  revoke(id: string, author: ChangeAuthor): Promise<void>;
};

/** The clients against which a request's credentials are checked. */
export type ClientCheck = {
  /** Returns the client with this id and secret; null when there is none. */
  withSecret(id: string, secret: string): Promise<ActiveClient | null>;
  /** Returns the client with this id, if it is still valid. */
  active(id: string): Promise<ActiveClient | null>;
};

/** A valid client; `expiresAt` in ms. */
export type ActiveClient = { id: string; name: string; role: ClientRole; expiresAt: number | null };

/**
 * The maximum age of the list of clients when a request is checked, ms; revoking a client takes effect within that
 * time.
 */
const staleMs = 1_000;

/** Opens the clients; `now` in ms. */
export function createApiClients(
  store: Pick<Store, 'clients' | 'transaction'>,
  now: () => number,
): ApiClients & ClientCheck {
  let read: { at: number; clients: Promise<ReadonlyMap<string, StoredClient>> } | null = null;

  /** Every request needs the clients, so requests share one database query. */
  function known(): Promise<ReadonlyMap<string, StoredClient>> {
    if (read !== null && now() - read.at < staleMs) return read.clients;
    const clients = store.clients.list().then((list) => new Map(list.map((client) => [client.id, client])));
    const mine = { at: now(), clients };
    read = mine;
    clients.catch(() => {
      if (read === mine) read = null;
    });
    return clients;
  }

  async function active(id: string): Promise<StoredClient | null> {
    const client = (await known()).get(id) ?? null;
    return client === null || (client.expiresAt !== null && client.expiresAt <= now()) ? null : client;
  }

  return {
    async create({ name, role, expiresAt }, author) {
      if (readClientRole(role) === null) {
        const message = `${JSON.stringify(role)} is not a role: use read, operate, write, sync:owner/repo or sync:owner/repo:path`;
        throw new AppError('invalid_content', message);
      }
      if (expiresAt !== null && expiresAt <= now()) {
        throw new AppError('invalid_content', 'expiresAt must be in the future');
      }
      const secret = newSecret();
      const client: StoredClient = {
        id: `client_${randomBytes(8).toString('hex')}`,
        name,
        role,
        secretHash: hashOf(secret),
        old: null,
        expiresAt,
        createdAt: now(),
        createdBy: author.name,
      };
      await store.transaction(async (tx) => {
        if (!(await tx.clients.insert(client))) throw new AppError('conflict', `A client named ${name} already exists`);
        await record(tx, 'CREATE', null, client, author);
      });
      read = null;
      return { client: view(client), secret };
    },

    async list() {
      return (await store.clients.list()).map(view);
    },

    async rotate(id, keepOldMs, author) {
      const secret = newSecret();
      const client = await store.transaction(async (tx) => {
        const before = await tx.clients.lock(id);
        if (before === null) throw unknown(id);
        const old = keepOldMs === 0 ? null : { secretHash: before.secretHash, until: now() + keepOldMs };
        const after = { ...before, secretHash: hashOf(secret), old };
        await tx.clients.update(after);
        await record(tx, 'ROTATE', before, after, author);
        return after;
      });
      read = null;
      return { client: view(client), secret };
    },

    async revoke(id, author) {
      await store.transaction(async (tx) => {
        const client = await tx.clients.remove(id);
        if (client === null) throw unknown(id);
        await record(tx, 'DELETE', client, null, author);
      });
      read = null;
    },

    async withSecret(id, secret) {
      const client = await active(id);
      if (client === null) return null;
      const hashes = [
        client.secretHash,
        ...(client.old !== null && client.old.until > now() ? [client.old.secretHash] : []),
      ];
      const given = Buffer.from(hashOf(secret));
      return hashes.some((hash) => timingSafeEqual(Buffer.from(hash), given)) ? activeOf(client) : null;
    },

    async active(id) {
      const client = await active(id);
      return client === null ? null : activeOf(client);
    },
  };
}

/** 256 random bits, so a plain hash of it is safe. */
function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function record(
  { auditRecords }: Tx,
  action: string,
  before: StoredClient | null,
  after: StoredClient | null,
  { name: by, origin }: ChangeAuthor,
): Promise<void> {
  const identifier = (after ?? before)?.id ?? '';
  const [shownBefore, shownAfter] = [before && view(before), after && view(after)];
  return auditRecords.insert([
    { id: newId('audit'), resource: 'client', identifier, action, by, origin, before: shownBefore, after: shownAfter },
  ]);
}

function view({ id, name, role, old, expiresAt, createdAt, createdBy }: StoredClient): ClientView {
  return {
    id,
    name,
    role: roleOf(role),
    expiresAt: timeOf(expiresAt),
    oldSecretUntil: timeOf(old?.until ?? null),
    createdAt: new Date(createdAt).toISOString(),
    createdBy,
  };
}

function activeOf({ id, name, role, expiresAt }: StoredClient): ActiveClient {
  return { id, name, role: roleOf(role), expiresAt };
}

/** A role stored by another release that this one does not know grants the least. */
function roleOf(text: string): ClientRole {
  return readClientRole(text) ?? 'read';
}

function timeOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function unknown(id: string): AppError {
  return new AppError('not_found', `Client ${id} does not exist`);
}
