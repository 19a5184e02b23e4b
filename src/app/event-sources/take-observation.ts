import { applyMapping, type CatalogChange } from '../../core/catalog/github/apply-mapping.ts';
import { defaultMapping } from '../../core/catalog/github/default-mapping.ts';
import type { Observation } from '../../core/catalog/github/kinds.ts';
import type { Mapping } from '../../core/catalog/github/mapping.ts';
import { AppError } from '../../core/error.ts';
import type { Origin } from '../../store/observations.ts';
import type { Actor, CatalogUseCase } from '../catalog/catalog.ts';
import type { World } from '../world.ts';

/** The mapping that applies, and the file it is from. */
export type UsableMapping = { mapping: Mapping; file: string };

/** The result of an observation: whether the catalog changed, and what could not be done, as sentences. */
export type Taken = { changed: boolean; problems: string[] };

/**
 * Applies one observed state of an external object to the catalog. `keeps`: nothing is deleted, because the state may
 * be older than what the catalog knows.
 */
export type TakeObservation = (
  observation: Observation,
  origin: Origin,
  mapping: UsableMapping,
  actor: Actor,
  how?: { keeps: boolean },
) => Promise<Taken>;

/** Creates the function that applies observations, for both webhooks and imports. */
export function createTakeObservation(
  { store, jq }: Pick<World, 'store' | 'jq'>,
  catalog: Pick<CatalogUseCase, 'feed' | 'move'>,
): TakeObservation {
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
      if (moves) await catalog.move(one, successor.identifier);
      else deleted.push({ type: 'remove', blueprint, identifier: entity });
    }
    return deleted;
  }

  return async (observation, origin, { mapping, file }, actor, { keeps } = { keeps: false }) => {
    const applied = await applyMapping(mapping, observation, jq);
    // A state older than the latest one is outdated, whatever name it gives the object.
    const latest = await store.observations.latest(origin.subject);
    if (latest !== null && latest > origin.position) return { changed: false, problems: applied.problems };
    const isWhole = applied.problems.length === 0;
    const former = isWhole ? await formerOf(origin.subject, applied.changes, file) : [];
    const changes = [...former, ...applied.changes].filter(({ type }) => type === 'write' || !keeps);
    const fed = await feedAll(catalog, changes, origin, actor);
    return { changed: fed.changed, problems: [...applied.problems, ...fed.problems] };
  };
}

/** Applies changes one by one; one that is refused is a problem and does not hold up the others. */
export async function feedAll(
  catalog: Pick<CatalogUseCase, 'feed'>,
  changes: readonly CatalogChange[],
  origin: Origin,
  actor: Actor,
): Promise<Taken> {
  const problems: string[] = [];
  let changed = false;
  for (const change of changes) {
    try {
      changed = (await catalog.feed(change, origin, actor)) || changed;
    } catch (error) {
      if (!(error instanceof AppError && error.retry === 'never')) throw error;
      problems.push(error.message);
    }
  }
  return { changed, problems };
}

/**
 * The origin of an observation; `order` decides between states with the same timestamp on GitHub, which has whole
 * seconds.
 */
export function originOf({ subject, position, repository }: Observation, order: string): Origin {
  return { subject: `github:${subject}`, repository, position: `${position} ${order}` };
}

function isOf(change: CatalogChange, blueprint: string, entity: string): boolean {
  return change.blueprint === blueprint && change.identifier === entity;
}
