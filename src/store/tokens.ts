import type { Database } from './database.ts';

/** Reads and writes single-use tokens that were used. */
export function createTokens(db: Database, now: () => number) {
  return {
    /** Uses up a token; false when it was used before. `expiresAt` in ms: after that it need not be kept. */
    async take(id: string, expiresAt: number): Promise<boolean> {
      const { numInsertedOrUpdatedRows = 0n } = await db
        .insertInto('used_tokens')
        .values({ id, expires_at: new Date(expiresAt) })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows > 0n;
    },

    /** Deletes expired tokens. */
    async purge(): Promise<void> {
      await db.deleteFrom('used_tokens').where('expires_at', '<', new Date(now())).execute();
    },
  };
}

/** The used tokens, through one database or transaction. */
export type Tokens = ReturnType<typeof createTokens>;
