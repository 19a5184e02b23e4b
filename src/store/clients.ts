import type { Selectable } from 'kysely';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

/** A stored client of the API; secrets are kept as hashes. Times are ms since the epoch. */
export type StoredClient = {
  id: string;
  name: string;
  role: string;
  secretHash: string;
  /** The previous secret, and until when it is valid. */
  old: { secretHash: string; until: number } | null;
  /** Null: it does not expire. */
  expiresAt: number | null;
  createdAt: number;
  createdBy: string;
};

/** Reads and writes the API's clients, except the one from the environment. */
export function createClients(db: Database) {
  return {
    async list(): Promise<StoredClient[]> {
      return (await db.selectFrom('clients').selectAll().orderBy('name').execute()).map(read);
    },

    /** Stores a client; false when its name is taken. */
    async insert(client: StoredClient): Promise<boolean> {
      const { numInsertedOrUpdatedRows = 0n } = await db
        .insertInto('clients')
        .values(write(client))
        .onConflict((conflict) => conflict.column('name').doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows > 0n;
    },

    async update(client: StoredClient): Promise<void> {
      await db.updateTable('clients').set(write(client)).where('id', '=', client.id).execute();
    },

    /** Deletes a client, and returns it; null when there was none. */
    async remove(id: string): Promise<StoredClient | null> {
      const row = await db.deleteFrom('clients').where('id', '=', id).returningAll().executeTakeFirst();
      return row ? read(row) : null;
    },

    /** Reads a client that is about to change; no other transaction can change it before this one ends. */
    async lock(id: string): Promise<StoredClient | null> {
      const row = await db.selectFrom('clients').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
      return row ? read(row) : null;
    },
  };
}

/** The clients, through one database or transaction. */
export type Clients = ReturnType<typeof createClients>;

type ClientRow = Selectable<Tables['clients']>;

function write({ id, name, role, secretHash, old, expiresAt, createdAt, createdBy }: StoredClient): ClientRow {
  return {
    id,
    name,
    role,
    secret_hash: secretHash,
    old_hash: old?.secretHash ?? null,
    old_until: old === null ? null : new Date(old.until),
    expires_at: expiresAt === null ? null : new Date(expiresAt),
    created_at: new Date(createdAt),
    created_by: createdBy,
  };
}

function read(row: ClientRow): StoredClient {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    secretHash: row.secret_hash,
    old:
      row.old_hash === null || row.old_until === null
        ? null
        : { secretHash: row.old_hash, until: row.old_until.getTime() },
    expiresAt: row.expires_at?.getTime() ?? null,
    createdAt: row.created_at.getTime(),
    createdBy: row.created_by,
  };
}
