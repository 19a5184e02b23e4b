import { applyMapping, type CatalogChange } from '../../core/catalog/github/apply.ts';
import { defaultMapping } from '../../core/catalog/github/default-mapping.ts';
import { catalogWebhooks, deletedRepository, type Observation, observations } from '../../core/catalog/github/kinds.ts';
import { AppError } from '../../core/error.ts';
import type { Causation } from '../../core/event/event.ts';
import { valueAt } from '../../core/json.ts';
import { causedBy } from '../../core/run/run.ts';
import { reportOf } from '../../core/workflow/workflow-run.ts';
import type { Delivery } from '../../store/deliveries.ts';
import type { Origin } from '../../store/observations.ts';
import type { Actor } from '../catalog/catalog.ts';
import { mappingOwner } from '../github/mappings.ts';
import type { World } from '../world.ts';
import type { Handled, SourceTools, TakeDelivery, WebhookSource } from './event-source.ts';

/** GitHub as a catalog: its webhooks become entities, and changes to those entities are events. */
export const gitHubCatalogSource: WebhookSource = {
  name: 'github',
  title:
    'GitHub itself: repositories, branches, pull requests, issues, workflows and their runs, releases, deployments',
  how: 'install the App; a mapping says what becomes an entity',
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
  return async (delivery): Promise<Handled> => {
    const seen = observations(delivery.name, delivery.payload);
    const account = valueAt(delivery.payload, 'repository', 'owner', 'login');
    if (seen.length === 0 || typeof account !== 'string') return { type: 'done', problems: [] };
    // The push may change the mapping itself, and another replica may have received it.
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
    for (const observation of seen) {
      const origin = originOf(observation, delivery);
      const applied = await applyMapping(loaded.mapping, observation, jq);
      problems.push(...applied.problems);
      // A state older than the latest one is outdated, whatever name it gives the object.
      const latest = await store.observations.latest(origin.subject);
      if (latest !== null && latest > origin.position) continue;
      const isWhole = applied.problems.length === 0;
      const former = isWhole ? await formerOf(origin.subject, applied.changes, loaded.file) : [];
      problems.push(...(await feed([...former, ...applied.changes], origin, actor)));
    }
    const repository = deletedRepository(delivery.name, delivery.payload);
    if (repository !== null) problems.push(...(await removeAll(repository, actor)));
    return { type: 'done', problems };
  };

  async function feed(changes: readonly CatalogChange[], origin: Origin, actor: Actor): Promise<string[]> {
    const problems: string[] = [];
    for (const change of changes) {
      await tools.catalog.feed(change, origin, actor).catch((error: unknown) => {
        if (!(error instanceof AppError && error.retry === 'never')) throw error;
        problems.push(error.message);
      });
    }
    return problems;
  }

  /**
   * Finds entities that the object produced in an earlier state and no longer does, because it was renamed or moved or
   * one of its items was deleted. An entity under an old default identifier is moved to its new one instead.
   */
  async function formerOf(subject: string, changes: readonly CatalogChange[], file: string): Promise<CatalogChange[]> {
    const made = await store.observations.made(subject);
    const former = made.filter(({ blueprint, entity }) => !changes.some((one) => isOf(one, blueprint, entity)));
    const deleted: CatalogChange[] = [];
    for (const one of former) {
      const { blueprint, entity } = one;
      const successor = changes.find((change) => change.type === 'write' && change.blueprint === blueprint);
      const moves = one.moves && file === defaultMapping.path && successor !== undefined;
      if (moves) await tools.catalog.move(one, successor.identifier);
      else deleted.push({ type: 'remove', blueprint, identifier: entity });
    }
    return deleted;
  }

  /** Removes everything of a deleted repository: GitHub sends nothing more about it. */
  async function removeAll(repository: string, actor: Actor): Promise<string[]> {
    const problems: string[] = [];
    for (const { subject, blueprint, entity } of await store.observations.madeIn(repository)) {
      // Sorts after the latest state, but before any state that a restored repository may have.
      const position = `${(await store.observations.latest(subject)) ?? ''}~`;
      const origin = { subject, position, repository };
      problems.push(...(await feed([{ type: 'remove', blueprint, identifier: entity }], origin, actor)));
    }
    return problems;
  }

  /**
   * Continues the chain of the run that started this workflow run; otherwise a loop through GitHub would never end.
   * Null: it may be ours, but its run does not know the external id yet.
   */
  async function causationOf({ name, payload, receivedAt }: Delivery): Promise<Causation | null> {
    const outside = causedBy(null);
    const report = name === 'workflow_run' ? reportOf(payload) : null;
    if (report === null) return outside;
    const run = await store.runs.byExternalId(report.externalId);
    if (run !== null) return causedBy(run);
    const login = await tools.login();
    const ours = login !== null && valueAt(payload, 'workflow_run', 'actor', 'login') === login;
    return ours && clock.now() - receivedAt < maxNameDelayMs ? null : outside;
  }
}

function isOf(change: CatalogChange, blueprint: string, entity: string): boolean {
  return change.blueprint === blueprint && change.identifier === entity;
}

/** Orders deliveries with the same timestamp by arrival. */
function originOf({ subject, position, repository }: Observation, { id, receivedAt }: Delivery): Origin {
  return {
    subject: `github:${subject}`,
    repository,
    position: `${position} ${new Date(receivedAt).toISOString()} ${id}`,
  };
}
