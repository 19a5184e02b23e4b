import type { Services } from '../../backends/backend.ts';
import { AppError } from '../../core/error.ts';
import type { JsonObject } from '../../core/json.ts';
import type { StoredEvent } from '../../store/events.ts';
import type { Tasks } from '../background/background.ts';
import { type CatalogUseCase, createCatalog } from '../catalog/catalog.ts';
import { readBlueprints } from '../catalog/manage-blueprints.ts';
import { createSearch, type Search } from '../catalog/search-entities.ts';
import { createClaims } from '../deliveries/deliveries.ts';
import { createGitHubIntake, type GitHubIntakeOptions } from '../github/github.ts';
import { createIngest } from '../ingest/ingest.ts';
import type { InvokeItem } from '../invoke/invoke.ts';
import { createOrganization } from '../invoke/organization.ts';
import type { Pump } from '../invoke/pump.ts';
import { createLiveAutomations } from '../match/live-automations.ts';
import { createMatcher } from '../match/match.ts';
import type { Starting } from '../match/store-runs.ts';
import { createReport } from '../runs/report-run.ts';
import type { World } from '../world.ts';

/** The outside services, as the entry point connects them; the rest are use cases of this service. */
export type Outside = Omit<Services, 'catalog' | 'claims' | 'agentsReadStream'> & {
  /** A real Port's catalog; null or absent: the built-in catalog. */
  catalog?: Services['catalog'] | null;
  /** True for a URL that the HTTP client would refuse because its host is private. */
  isPrivate(url: string): Promise<boolean>;
};

/** The pump of runs, which starts only after recovery: runs matched before that wait in the queue. */
export type PumpSlot = {
  pump: Pump<InvokeItem> | null;
  /** Looks for runs that the limits admit. */
  admit: (() => void) | null;
};

/** The wired use cases, shared by the background work and the HTTP API. */
export type UseCases = Awaited<ReturnType<typeof createUseCases>>;

/** Wires the use cases that ingest events, match them and change the catalog. */
export async function createUseCases(
  world: World,
  tasks: Pick<Tasks, 'start'>,
  outside: Outside,
  options: GitHubIntakeOptions,
) {
  const slot: PumpSlot = { pump: null, admit: null };
  const wake = (): void => slot.pump?.wake();
  const live = createLiveAutomations(world);
  const matchLater = (events: StoredEvent[]): void => tasks.start('match events', () => matcher.match(events));
  const starting: Starting = {
    wake() {
      wake();
      slot.admit?.();
    },
    cascade: matchLater,
    reserve: (count) => slot.pump?.reserve(count) ?? 0,
    start: (items, reserved) => slot.pump?.start(items, reserved),
  };
  const matcher = createMatcher(world, live, {
    ...starting,
    later: (work) => tasks.start('match slow conditions', work),
  });
  const match = (events: StoredEvent[]): Promise<unknown> => matcher.match(events);
  const catalog = createCatalog(world, live, match);
  const report = createReport(world, live, matchLater);
  const organization = createOrganization(world, outside.agentStream, wake);
  const ingest = createIngest(world, live, matcher);
  const { github } = outside;
  const gitHub = await createGitHubIntake(world, { report, catalog, ingest, github, ...options });
  const services: Services = {
    ...outside,
    agentsReadStream: organization.agentsReadStream,
    claims: createClaims(world),
    catalog: outside.catalog ?? builtInCatalog(catalog),
  };
  return { slot, starting, wake, live, match, matchLater, catalog, report, organization, ingest, gitHub, services };
}

/** The built-in catalog for backends; each change is linked to the run. */
function builtInCatalog(catalog: Pick<CatalogUseCase, 'write'>): Services['catalog'] {
  return {
    async upsert(blueprint, entity, { runId }) {
      const actor = { name: `run:${runId}`, origin: 'AUTOMATION', runId };
      const { entity: after, created, changed } = await catalog.write(blueprint, entity, 'merge', actor);
      return { type: 'written', identifier: String(after.identifier), created, changed };
    },
  };
}

/** Reads the catalog: one entity, or a search. */
export type CatalogReads = { get(blueprint: string, identifier: string): Promise<JsonObject>; search: Search };

/** Creates the reading side of the catalog. */
export function createCatalogReads(
  { store, clock }: Pick<World, 'store' | 'clock'>,
  blueprints: Parameters<typeof readBlueprints>[0],
): CatalogReads {
  return {
    async get(blueprint, identifier) {
      const entity = await store.entities.get(blueprint, identifier);
      if (entity === null) throw new AppError('not_found', `There is no entity ${blueprint}/${identifier}`);
      return entity;
    },
    search: createSearch({
      entities: store.entities,
      blueprints: () => readBlueprints(blueprints),
      now: () => clock.now(),
    }),
  };
}
