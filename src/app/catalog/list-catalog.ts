import { AppError } from '../../core/error.ts';
import type { BlueprintRow, EntityRow, TimerRow } from '../../core/views/catalog-view.ts';
import type { LiveAutomations } from '../match/live-automations.ts';
import type { World } from '../world.ts';
import type { BlueprintUseCase } from './manage-blueprints.ts';

/** The catalog in short rows. */
export type CatalogLists = {
  blueprints(): Promise<BlueprintRow[]>;
  /** Lists entities by identifier; `cursor` is the previous page's `next`. */
  entities(
    blueprint: string,
    page: { search: string | null; cursor: string | null; limit: number },
  ): Promise<{ entities: EntityRow[]; next: string | null }>;
  /** Lists the armed timers, by their time. */
  timers(of: { blueprint?: string; entity?: string }, limit: number): Promise<TimerRow[]>;
};

/** Creates the lists of the catalog. */
export function createCatalogLists(
  { store }: Pick<World, 'store'>,
  live: LiveAutomations,
  blueprints: Pick<BlueprintUseCase, 'list'>,
): CatalogLists {
  return {
    async blueprints() {
      const [declared, counts, { byIdentifier }] = await Promise.all([
        blueprints.list(),
        store.entityList.counts(),
        live.current(),
      ]);
      const listeners = new Map<string, number>();
      for (const { automation } of byIdentifier.values()) {
        const { event } = automation.trigger;
        if (!('blueprintIdentifier' in event)) continue;
        listeners.set(event.blueprintIdentifier, (listeners.get(event.blueprintIdentifier) ?? 0) + 1);
      }
      const titles = new Map(declared.map(({ identifier, title }) => [String(identifier), title]));
      return [...new Set([...counts.keys(), ...listeners.keys(), ...titles.keys()])].sort().map((identifier) => {
        const title = titles.get(identifier);
        return {
          identifier,
          title: typeof title === 'string' ? title : null,
          declared: titles.has(identifier),
          entities: counts.get(identifier) ?? 0,
          automations: listeners.get(identifier) ?? 0,
        };
      });
    },

    async entities(blueprint, { search, cursor, limit }) {
      const after = cursor === null ? null : identifierOf(cursor);
      const found = await store.entityList.page(blueprint, search, after, limit + 1);
      const shown = found.slice(0, limit);
      const last = shown.at(-1);
      const entities = shown.map(({ identifier, title, updatedAt }) => ({
        id: identifier,
        title,
        updatedAt: new Date(updatedAt).toISOString(),
      }));
      return { entities, next: found.length > limit && last !== undefined ? cursorOf(last.identifier) : null };
    },

    async timers(of, limit) {
      const timers = await store.timers.armed(of, limit);
      return timers.map(({ dueAt, ...timer }) => ({ ...timer, dueAt: new Date(dueAt).toISOString() }));
    },
  };
}

function cursorOf(identifier: string): string {
  return Buffer.from(identifier).toString('base64url');
}

function identifierOf(cursor: string): string {
  const identifier = Buffer.from(cursor, 'base64url').toString('utf8');
  if (cursorOf(identifier) === cursor) return identifier;
  throw new AppError('invalid_content', 'cursor must be the value of next from an earlier page');
}
