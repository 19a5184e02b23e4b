import type { Readable } from 'node:stream';

/** A database by the environment of a service: DATA_DIR, or DATABASE_URL and DATABASE_SCHEMA. */
export type DatabasePlace = { environment: Readonly<Record<string, string | undefined>>; dataDir: string | undefined };

/** Receives the progress of the work: the table, and how many of its rows are done. */
export type OnProgress = (progress: { table: string; rows: number }) => void;

/** The facts in the header of a backup. */
export type BackupFacts = { at: string; program: string; rows: number };

/**
 * The result of a restore or move: where the data is, where the previous data is kept, and whether the client secret
 * there is the right one.
 */
export type RestoreFacts = BackupFacts & {
  place: string;
  former: string | null;
  secret: 'same' | 'other' | 'unknown' | 'unused';
};

/** Work on a database without the service: loaded only by the commands that need a database. */
export type Offline = {
  /** The folder of the embedded database; null for Postgres. */
  folderOf(place: DatabasePlace): string | null;
  /**
   * Finds what would prevent a service from starting in this environment, as sentences, and the bytes left for its
   * embedded database (null: Postgres).
   */
  examine(environment: DatabasePlace['environment']): { problems: readonly string[]; freeBytes: number | null };
  /** A backup as a stream; `close` releases the database. */
  backup(place: DatabasePlace, onProgress: OnProgress): Promise<{ body: Readable; close(): Promise<void> }>;
  /** Reads a backup to its end; throws when it is not complete. */
  verify(compressed: Readable): Promise<BackupFacts>;
  /** `proof`: a second stream of the same backup, which is read to its end before anything is created. */
  restore(
    place: DatabasePlace,
    from: { compressed: Readable; proof?: Readable | undefined; replace: boolean },
    onProgress: OnProgress,
  ): Promise<RestoreFacts>;
  /** Moves the embedded database to Postgres. */
  move(place: DatabasePlace, to: { url: string; replace: boolean }, onProgress: OnProgress): Promise<RestoreFacts>;
};
