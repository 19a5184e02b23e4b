import type { Tables } from '../tables.ts';

/**
 * How a backup treats a table. `data`: its rows are kept, and mean that a database is in use. `start`: its rows are
 * kept, but a mere start of the service writes some. `process`: it is about running processes, and is left out.
 */
type TableKind = 'data' | 'start' | 'process';

/** Every table, in the order of a backup. */
export const tableKinds: Readonly<Record<keyof Tables, TableKind>> = {
  state: 'start',
  access_keys: 'start',
  clients: 'data',
  automations: 'data',
  definitions: 'data',
  sources: 'data',
  repositories: 'data',
  revisions: 'data',
  used_tokens: 'data',
  blueprints: 'data',
  entities: 'data',
  timers: 'data',
  events: 'data',
  runs: 'data',
  admissions: 'data',
  attempts: 'data',
  run_logs: 'data',
  targets: 'data',
  pauses: 'data',
  streaks: 'data',
  bulk_jobs: 'data',
  import_repositories: 'data',
  audit_records: 'data',
  deliveries: 'data',
  sightings: 'data',
  // The runs that they had in progress are taken over after a restore, as after a crash.
  replicas: 'process',
};
