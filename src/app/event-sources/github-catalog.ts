import { catalogWebhooks, deletedRepository, observations } from '../../core/catalog/github/kinds.ts';
import type { Causation } from '../../core/event/event.ts';
import { valueAt } from '../../core/json.ts';
import { causedBy } from '../../core/run/run.ts';
import { reportOf } from '../../core/workflow/workflow-run.ts';
import type { Delivery } from '../../store/deliveries.ts';
import type { Actor } from '../catalog/catalog.ts';
import { mappingOwner } from '../github/mappings.ts';
import type { World } from '../world.ts';
import type { Handled, SourceTools, TakeDelivery, WebhookSource } from './event-source.ts';
import { createTakeObservation, feedAll, originOf } from './take-observation.ts';

/** GitHub as a catalog: its webhooks become entities, and changes to those entities are events. */
export const gitHubCatalogSource: WebhookSource = {
  name: 'github',
  title: 'GitHub: repositories, branches, pull requests, issues, workflows and their runs, releases, deployments',
  how: 'install the App; a mapping decides what becomes an entity',
  webhooks: catalogWebhooks,
  permissions: { actions: 'read', contents: 'read', deployments: 'read', issues: 'read', pull_requests: 'read' },
  open: createGitHubCatalog,
};

/** How long a workflow run that may be ours waits for our run to learn its external id, ms. */
const maxNameDelayMs = 60_000;

/** Handles deliveries with the mapping of their account. */
function createGitHubCatalog(
  { store, jq, clock }: Pick<World, 'store' | 'jq' | 'clock'>,
  tools: Pick<SourceTools, 'catalog' | 'mappings' | 'login'>,
): TakeDelivery {
  const takeObservation = createTakeObservation({ store, jq }, tools.catalog);

  return async (delivery): Promise<Handled> => {
    const seen = observations(delivery.name, delivery.payload);
    const account = valueAt(delivery.payload, 'repository', 'owner', 'login');
    if (seen.length === 0 || typeof account !== 'string') return { type: 'done', problems: [] };
    // The push may change the mapping itself, and another replica may have received it.
    if (delivery.name === 'push' && mappingOwner(delivery.payload) !== null) tools.mappings.forget(account);
    const { mapping, file, problems: mistakes } = await tools.mappings.of(account);
    if (mapping === null) return { type: 'wait', for: tools.mappings.waitName(account), problems: mistakes };
    const causation = await causationOf(delivery);
    if (causation === null) return { type: 'later' };
    const sender = valueAt(delivery.payload, 'sender', 'login');
    const name = typeof sender === 'string' ? `github:${sender}` : 'github';
    const actor: Actor = { name, origin: 'GITHUB', source: gitHubCatalogSource.name, causation };
    const problems: string[] = [];
    for (const observation of seen) {
      const origin = originOf(observation, orderOf(delivery));
      const taken = await takeObservation(observation, origin, { mapping, file }, actor);
      problems.push(...taken.problems);
    }
    const repository = deletedRepository(delivery.name, delivery.payload);
    if (repository !== null) problems.push(...(await removeAll(repository, actor)));
    return { type: 'done', problems };
  };

  /** Removes everything of a deleted repository: GitHub sends nothing more about it. */
  async function removeAll(repository: string, actor: Actor): Promise<string[]> {
    const problems: string[] = [];
    for (const { subject, blueprint, entity } of await store.observations.madeIn(repository)) {
      // Sorts after the latest state, but before any state that a restored repository may have.
      const position = `${(await store.observations.latest(subject)) ?? ''}~`;
      const origin = { subject, position, repository };
      const change = { type: 'remove', blueprint, identifier: entity } as const;
      problems.push(...(await feedAll(tools.catalog, [change], origin, actor)).problems);
    }
    return problems;
  }

  /**
   * Continues the chain of the run that started this workflow run; otherwise a loop through GitHub would never end.
   * Null: it may be ours, but its run does not know the external id yet.
   */
  async function causationOf({ name, payload, receivedAt, trace }: Delivery): Promise<Causation | null> {
    const outside = { ...causedBy(null), ...(trace !== undefined && { trace }) };
    const report = name === 'workflow_run' ? reportOf(payload) : null;
    if (report === null) return outside;
    const run = await store.runs.byExternalId(report.externalId);
    if (run !== null) return causedBy(run);
    const login = await tools.login();
    const ours = login !== null && valueAt(payload, 'workflow_run', 'actor', 'login') === login;
    return ours && clock.now() - receivedAt < maxNameDelayMs ? null : outside;
  }
}

/** Orders deliveries with the same timestamp by arrival. */
function orderOf({ id, receivedAt }: Delivery): string {
  return `${new Date(receivedAt).toISOString()} ${id}`;
}
