import type { HealthCheck, ServiceFacts } from '../health-check.ts';
import { spokenSize } from '../phrases.ts';

/** The free space below which the embedded database stops storing, and below which it soon will, bytes. */
const needed = 40 * 1024 ** 2;
const comfortable = 1024 ** 3;

/** Checks whether the embedded database has enough disk space. */
export const diskCheck: HealthCheck<Pick<ServiceFacts, 'freeBytes'>> = {
  name: 'disk',
  title: 'Disk',
  about:
    'Free space for the embedded database: below 1 GB is a warning, below 40 MB an error. The disk of Postgres is not checked.',
  look({ freeBytes }) {
    if (freeBytes === null || !Number.isFinite(freeBytes)) return null;
    const message = `${spokenSize(freeBytes)} free for the embedded database`;
    if (freeBytes >= comfortable) return { state: 'ok', message };
    return {
      state: freeBytes < needed ? 'error' : 'warning',
      message,
      fix: 'free some space, move DATA_DIR, or keep less with RETENTION_DAYS',
    };
  },
};
