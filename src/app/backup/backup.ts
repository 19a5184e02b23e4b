import type { Readable } from 'node:stream';
import { AppError } from '../../core/error.ts';
import type { EmbeddedEngine } from '../../store/database.ts';
import type { Store } from '../../store/store.ts';
import { auditRecord } from '../runs/audit-record.ts';
import type { World } from '../world.ts';

/** A backup that is being sent: a file name, and the size in bytes if it is known in advance. */
export type Backup = { name: string; size: number | null; body: Readable };

/** Creates a backup of everything in the database as of now; the signal aborts it. */
export type MakeBackup = (by: string, signal: AbortSignal) => Promise<Backup>;

/** The version of this program, and for an embedded database its folder and the engine that opens its copy. */
export type BackupSettings = { program: string; folder: string | null; engine?: EmbeddedEngine | undefined };

/** Creates the use case for backups: one at a time, each recorded in the audit log, because it contains everything. */
export function createBackups(
  { store, clock, log }: Pick<World, 'clock' | 'log'> & { store: Pick<Store, 'backup' | 'auditRecords'> },
  { program, folder, engine }: BackupSettings,
): MakeBackup {
  let busy = false;
  return async (by, signal) => {
    if (busy) throw new AppError('conflict', 'A backup is already in progress; wait until it is complete');
    busy = true;
    try {
      const name = backupName(clock.now());
      await store.auditRecords.insert([auditRecord(by, 'BACKUP', ['database', name], `Created the backup ${name}`)]);
      const { body, size } = await store.backup({ program, folder, engine, signal });
      body.once('close', () => {
        busy = false;
      });
      log.info({ by, name, ...(size !== null && { bytes: size }) }, 'a backup is made');
      return { name, size, body };
    } catch (error) {
      busy = false;
      throw error;
    }
  };
}

/** Names a backup's file; names sort by time. */
function backupName(at: number): string {
  return `catalog-automations-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')}Z.backup.gz`;
}
