import { checkEntity, type WriteMode, writeEntity } from '../../core/catalog/entity.ts';
import type { CatalogChange } from '../../core/catalog/github/apply-mapping.ts';
import { AppError } from '../../core/error.ts';
import type { Causation, Event, EventTrigger } from '../../core/event/event.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { causedBy } from '../../core/run/run.ts';
import type { StoredEvent } from '../../store/events.ts';
import type { ObservedEntity, Origin } from '../../store/observations.ts';
import type { Tx } from '../../store/store.ts';
import { catalogSource } from '../event-sources/own-sources.ts';
import { newId } from '../ids.ts';
import type { LiveAutomations } from '../match/live-automations.ts';
import type { World } from '../world.ts';
import { armTimers } from './arm-timers.ts';
import { createConformityCheck } from './manage-blueprints.ts';

/** Who changes the catalog: a person or machine, and the run on whose behalf, if any. */
export type Actor = {
  name: string;
  origin: string;
  /** The run that the change is linked to, which must be in progress. */
  runId?: string | undefined;
  /** The position in a chain of runs, for a change that is not linked to a run. */
  causation?: Causation;
  /** The event source the change came through; defaults to the catalog's own API. */
  source?: string;
  /** True: the changes cause no events, so no automation fires on them; timers that are not due yet are armed. */
  quiet?: boolean;
};

/**
 * The result of one write; `warnings`: what was accepted but has no effect. `event`: the event that it caused, null when
 * nothing changed.
 */
export type WrittenEntity = {
  entity: JsonObject;
  created: boolean;
  changed: boolean;
  event: string | null;
  warnings?: string[];
};

/**
 * The built-in catalog. Every change is stored as an event in the same transaction; a write that changes nothing makes
 * no event.
 */
export type CatalogUseCase = {
  write(blueprint: string, input: Json, mode: WriteMode, actor: Actor): Promise<WrittenEntity>;
  /** Returns what `write` would answer now, refusals included, without writing. */
  check(blueprint: string, input: Json, mode: WriteMode, actor: Actor): Promise<WrittenEntity>;
  /** Removes an entity; throws `not_found` when there is none. Returns the event that it caused. */
  remove(blueprint: string, identifier: string, actor: Actor): Promise<string | null>;
  /**
   * Applies a change of an external object, such as a pull request: merges it into its entity, or deletes the entity
   * with it. A state older than the latest one seen changes nothing, and each state is applied only once. Returns whether
   * the catalog changed.
   */
  feed(change: CatalogChange, origin: Origin, actor: Actor): Promise<boolean>;
  /** Renames the entity of an external object, without an event: the object itself did not change. */
  move(made: ObservedEntity, identifier: string): Promise<void>;
};

/** Opens the built-in catalog. */
export function createCatalog(
  world: Pick<World, 'store' | 'clock' | 'log' | 'settings'>,
  live: LiveAutomations,
  match: (events: StoredEvent[]) => Promise<unknown>,
): CatalogUseCase {
  const { store, clock, settings } = world;
  const conforms = createConformityCheck(world);

  async function change<T>(work: (tx: Tx) => Promise<{ result: T; event: StoredEvent | null }>, quiet = false) {
    const { result, event, warnings } = await store.transaction(async (tx) => {
      const done = await work(tx);
      if (done.event === null) return { ...done, warnings: [] };
      if (!quiet) await tx.events.insert([done.event]);
      // Read after the write: a first listener of a timer either sees this write or is seen here.
      const { listeners } = await live.current(tx);
      const after = quiet ? clock.now() : undefined;
      return { ...done, warnings: await armTimers(tx, world.log, done.event.event, done.event, listeners, after) };
    });
    if (event !== null && !quiet) await match([event]);
    return { result, event: event?.event.id ?? null, warnings };
  }

  async function event(
    tx: Tx,
    action: 'CREATE' | 'UPDATE' | 'DELETE',
    diff: Event['diff'],
    actor: Actor,
  ): Promise<StoredEvent> {
    const snapshot = diff.after ?? diff.before ?? {};
    const trigger: EventTrigger = {
      by: { orgId: settings.orgId, userId: actor.name },
      origin: actor.origin,
      at: new Date(clock.now()).toISOString(),
    };
    const context = {
      blueprintIdentifier: String(snapshot.blueprint),
      entityIdentifier: String(snapshot.identifier),
      propertyIdentifier: null,
    };
    return {
      event: { id: newId('event'), action, resourceType: 'entity', trigger, context, diff },
      source: actor.source ?? catalogSource.name,
      ...(actor.causation ?? causedBy(actor.runId === undefined ? null : await tx.runs.get(actor.runId))),
      receivedAt: clock.now(),
      matchedAt: null,
      errors: [],
    };
  }

  const authorOf = (actor: Actor) => ({ by: actor.name, at: new Date(clock.now()).toISOString() });

  async function put(tx: Tx, blueprint: string, checked: JsonObject, mode: WriteMode, actor: Actor) {
    const identifier = String(checked.identifier);
    const before = await tx.entities.lock(blueprint, identifier);
    const { after, created, changed } = writeEntity(before, checked, mode, authorOf(actor));
    await conforms(tx, checked, after);
    if (created && !(await tx.entities.insert(blueprint, identifier, after))) {
      // Another transaction created it between our read and our insert, so what to do next depends on what it wrote.
      throw Object.assign(new Error('The entity was created at the same time'), { code: '40001' });
    }
    if (!created && changed) await tx.entities.update(blueprint, identifier, after);
    const result = { entity: after, created, changed };
    if (!changed) return { result, event: null };
    return { result, event: await event(tx, created ? 'CREATE' : 'UPDATE', { before, after }, actor) };
  }

  async function drop(tx: Tx, before: JsonObject, actor: Actor) {
    await tx.entities.remove(String(before.blueprint), String(before.identifier));
    return { result: undefined, event: await event(tx, 'DELETE', { before, after: null }, actor) };
  }

  return {
    async write(blueprint, input, mode, actor) {
      const checked = checkEntity(blueprint, input);
      const { result, event, warnings } = await change(async (tx) => {
        await requireOpenRun(tx, actor.runId);
        return put(tx, blueprint, checked, mode, actor);
      });
      return { ...result, event, ...(warnings.length > 0 && { warnings }) };
    },

    async check(blueprint, input, mode, actor) {
      const checked = checkEntity(blueprint, input);
      await requireOpenRun(store, actor.runId);
      const before = await store.entities.get(blueprint, String(checked.identifier));
      const { after, created, changed } = writeEntity(before, checked, mode, authorOf(actor));
      await conforms(store, checked, after);
      return { entity: after, created, changed, event: null };
    },

    async remove(blueprint, identifier, actor) {
      const { event } = await change(async (tx) => {
        await requireOpenRun(tx, actor.runId);
        const before = await tx.entities.lock(blueprint, identifier);
        if (before === null) throw new AppError('not_found', `There is no entity ${blueprint}/${identifier}`);
        return drop(tx, before, actor);
      });
      return event;
    },

    async feed(news, origin, actor) {
      const { blueprint, identifier } = news;
      const checked = news.type === 'write' ? checkEntity(blueprint, news.entity) : null;
      const nothing = { result: undefined, event: null };
      const { event } = await change(async (tx) => {
        const seen = await tx.observations.advance(origin, blueprint, identifier);
        if (seen === null) return nothing;
        if (checked !== null) {
          const { result, event } = await put(tx, blueprint, checked, 'merge', actor);
          if (result.created) await tx.observations.setCreated(origin.subject, blueprint, identifier, true);
          return { result: undefined, event };
        }
        const before = await tx.entities.lock(blueprint, identifier);
        // An entity that was created by something else remains when the external object is deleted.
        if (before === null || !seen.created) return nothing;
        await tx.observations.setCreated(origin.subject, blueprint, identifier, false);
        return drop(tx, before, actor);
      }, actor.quiet);
      return event !== null;
    },

    async move({ subject, blueprint, entity }, identifier) {
      await store.transaction(async (tx) => {
        const before = await tx.entities.lock(blueprint, entity);
        const seen = await tx.observations.advance({ subject, position: '' }, blueprint, identifier);
        await tx.observations.setCreated(subject, blueprint, entity, false);
        if (before === null || seen === null) return;
        if (!(await tx.entities.insert(blueprint, identifier, { ...before, identifier }))) return;
        await tx.entities.remove(blueprint, entity);
        await tx.observations.setCreated(subject, blueprint, identifier, true);
      });
    },
  };
}

/** Port links changes to a run only while the run is in progress. */
async function requireOpenRun(tx: Pick<Tx, 'runs'>, runId: string | undefined): Promise<void> {
  if (runId === undefined) return;
  const run = await tx.runs.get(runId);
  if (run === null) throw new AppError('not_found', `There is no run ${runId} to link this change to`);
  if (run.endedAt !== null)
    throw new AppError('conflict', `Run ${runId} has ended; a change can no longer be linked to it`);
}
