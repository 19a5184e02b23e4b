import type { Database } from './database.ts';

/** Tokens that were used and may not be used again. */
export function createTokens(db: Database, now: () => number) {
  return {
    /** Takes a token for its one use; false when it was used before. `expiresAt` in ms: it need not be kept any longer. */
    async take(id: string, expiresAt: number): Promise<boolean> {
      const { numInsertedOrUpdatedRows = 0n } = await db
        .insertInto('used_tokens')
        .values({ id, expires_at: new Date(expiresAt) })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows > 0n;
    },

    /** Forgets those that have expired. */
    async purge(): Promise<void> {
      await db.deleteFrom('used_tokens').where('expires_at', '<', new Date(now())).execute();
    },
  };
}

/** The used tokens of one database or transaction. */
export type Tokens = ReturnType<typeof createTokens>;
