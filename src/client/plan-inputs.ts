import type { Credentials } from './server/credentials.ts';

/** What the Action does: see `action.yml`. */
export type Mode = 'auto' | 'validate' | 'plan' | 'sync';

/** Where automations are synced to: this service or Port. */
export type PlanTarget = 'server' | 'port';

/** The user's options for planning and syncing. */
export type PlanInputs = {
  mode: Mode;
  target: PlanTarget;
  serverUrl: string | null;
  client: Credentials | null;
  /** The half of the client's credentials that is missing, as a secret is in a pull request from a fork. */
  missing: 'client-id' | 'client-secret' | null;
  maxDeletes: number | null;
  confirm: string | null;
  adopt: readonly string[];
};
