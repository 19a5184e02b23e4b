import { applyMapping } from '../../core/catalog/github/apply.ts';
import { catalogWebhooks, type Sighting, sightings } from '../../core/catalog/github/kinds.ts';
import { AppError } from '../../core/error.ts';
import type { Causation } from '../../core/event/event.ts';
import { valueAt } from '../../core/json.ts';
import { causedBy } from '../../core/run/run.ts';
import { reportOf } from '../../core/workflow/workflow-run.ts';
import type { Delivery } from '../../store/deliveries.ts';
import type { Actor, CatalogUseCase } from '../catalog/catalog.ts';
import { type GitHubMappings, mappingOwner } from '../github/mappings.ts';
import type { World } from '../world.ts';
import type { GitHubSource, Handled, TakeDelivery } from './event-source.ts';

/** GitHub itself as a catalog: what happens there becomes entities, and their changes are events. */
export const gitHubCatalogSource: GitHubSource = {
  name: 'github',
  title:
    'GitHub itself: repositories, branches, pull requests, issues, workflows and their runs, releases, deployments',
  how: 'install the App; a mapping says what becomes an entity',
  webhooks: catalogWebhooks,
  permissions: { actions: 'read', contents: 'read', deployments: 'read', issues: 'read', pull_requests: 'read' },
};

/** How long a workflow run that we may have started waits for its run to learn its name, ms. */
const patience = 60_000;

/** Takes deliveries in by the mapping of their account. */
export function createGitHubCatalog(
  world: World,
  tools: {
    catalog: Pick<CatalogUseCase, 'feed'>;
    mappings: GitHubMappings;
    /** The name under which GitHub shows what our App does. */
    login(): Promise<string | null>;
  },
): TakeDelivery {
  const { store, jq, clock } = world;

  return async (delivery): Promise<Handled> => {
    const seen = sightings(delivery.name, delivery.payload);
    const account = valueAt(delivery.payload, 'repository', 'owner', 'login');
    if (seen.length === 0 || typeof account !== 'string') return { type: 'done', problems: [] };
    // The mapping itself may be what was pushed, and this replica may not be the one that took the webhook.
    if (delivery.name === 'push' && mappingOwner(delivery.payload) !== null) tools.mappings.forget(account);
    const loaded = await tools.mappings.of(account);
    if (loaded.mapping === null)
      return { type: 'wait', for: tools.mappings.waitName(account), problems: loaded.problems };
    const causation = await causationOf(delivery);
    if (causation === null) return { type: 'later' };
    const sender = valueAt(delivery.payload, 'sender', 'login');
    const name = typeof sender === 'string' ? `github:${sender}` : 'github';
    const actor: Actor = { name, origin: 'GITHUB', source: gitHubCatalogSource.name, causation };
    const problems: string[] = [];
    for (const sighting of seen) {
      const applied = await applyMapping(loaded.mapping, sighting, jq);
      problems.push(...applied.problems);
      for (const change of applied.changes) {
        await tools.catalog.feed(change, originOf(sighting, delivery), actor).catch((error: unknown) => {
          if (!(error instanceof AppError && error.retry === 'never')) throw error;
          problems.push(error.message);
        });
      }
    }
    return { type: 'done', problems };
  };

  /**
   * A workflow run that one of our runs started stands behind it in its chain, or a loop through GitHub would have no
   * end. Null: it may be ours, and its run does not know its name yet.
   */
  async function causationOf({ name, payload, receivedAt }: Delivery): Promise<Causation | null> {
    const outside = causedBy(null);
    const report = name === 'workflow_run' ? reportOf(payload) : null;
    if (report === null) return outside;
    const run = await store.runs.byExternalId(report.externalId);
    if (run !== null) return causedBy(run);
    const login = await tools.login();
    const ours = login !== null && valueAt(payload, 'workflow_run', 'actor', 'login') === login;
    return ours && clock.now() - receivedAt < patience ? null : outside;
  }
}

/** Deliveries with one time are taken in the order they came. */
function originOf({ subject, position }: Sighting, { id, receivedAt }: Delivery) {
  return { subject: `github:${subject}`, position: `${position} ${new Date(receivedAt).toISOString()} ${id}` };
}
