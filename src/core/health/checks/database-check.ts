import type { HealthCheck, ServiceFacts } from '../health-check.ts';
import { counted, listed } from '../phrases.ts';

/** Whether the database has the schema that this version works with. */
export const databaseCheck: HealthCheck<ServiceFacts> = {
  name: 'database',
  title: 'Database',
  about: 'Migrations of this version that have not been applied, and migrations that a newer replica has applied.',
  look({ migrations: { applied, known } }) {
    const missing = known.filter((name) => !applied.includes(name));
    if (missing.length > 0) {
      return {
        state: 'error',
        message: `migrations are missing in the database: ${listed(missing)}`,
        fix: 'restart the service, which applies them',
      };
    }
    const newer = applied.filter((name) => !known.includes(name));
    if (newer.length > 0) {
      return {
        state: 'error',
        message: `a newer version has migrated the database: ${listed(newer)}`,
        fix: 'run the same version on every replica',
      };
    }
    return {
      state: 'ok',
      message: `${counted(known.length, 'migration')} applied, the newest ${known.at(-1) ?? 'none'}`,
    };
  },
};
