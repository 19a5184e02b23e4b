import type { Migration } from 'kysely';
import * as start from './2026-11-start.ts';
import * as sync from './2026-11-sync.ts';
import * as gitHubCatalog from './2026-11b-github-catalog.ts';
import * as waiting from './2026-11c-waiting.ts';
import * as deliveries from './2026-11d-deliveries.ts';
import * as blueprints from './2026-11e-blueprints.ts';
import * as externalKeys from './2026-11e-external-keys.ts';
import * as deliveryLanes from './2026-11f-delivery-lanes.ts';
import * as sightings from './2026-11g-sightings.ts';
import * as lists from './2026-11h-lists.ts';
import * as audit from './2026-11i-audit.ts';
import * as clients from './2026-11j-clients.ts';
import * as operate from './2026-11k-operate.ts';
import * as pauses from './2026-11l-pauses.ts';
import * as streaks from './2026-11m-streaks.ts';
import * as attempts from './2026-11n-attempts.ts';
import * as settings from './2026-11o-settings.ts';
import * as limits from './2026-11p-limits.ts';
import * as imports from './2026-11q-imports.ts';
import * as traces from './2026-11r-traces.ts';
import * as entityEvents from './2026-11s-entity-events.ts';
import * as lines from './2026-11t-lines.ts';

/**
 * All migrations, run in the order of their names: a new one must sort after all others. A released name never changes.
 */
export const migrations: Record<string, Migration> = {
  '2026-11-start': start,
  '2026-11-sync': sync,
  '2026-11b-github-catalog': gitHubCatalog,
  '2026-11c-waiting': waiting,
  '2026-11d-deliveries': deliveries,
  '2026-11e-blueprints': blueprints,
  '2026-11e-external-keys': externalKeys,
  '2026-11f-delivery-lanes': deliveryLanes,
  '2026-11g-sightings': sightings,
  '2026-11h-lists': lists,
  '2026-11i-audit': audit,
  '2026-11j-clients': clients,
  '2026-11k-operate': operate,
  '2026-11l-pauses': pauses,
  '2026-11m-streaks': streaks,
  '2026-11n-attempts': attempts,
  '2026-11o-settings': settings,
  '2026-11p-limits': limits,
  '2026-11q-imports': imports,
  '2026-11r-traces': traces,
  '2026-11s-entity-events': entityEvents,
  '2026-11t-lines': lines,
};
