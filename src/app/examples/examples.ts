import { AppError } from '../../core/error.ts';
import { examples } from '../../core/examples/examples.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ExampleView } from '../../core/views/example-view.ts';
import type { Actor, CatalogUseCase } from '../catalog/catalog.ts';
import { newId } from '../ids.ts';
import type { LiveAutomations } from '../match/live-automations.ts';
import type { World } from '../world.ts';
import { createSampleReceiver } from './receiver.ts';

/**
 * The result of a sample: the entity that it wrote, and whether this service receives the call instead of the real
 * target.
 */
export type TriedSample = { blueprint: string; entity: string; receiver: boolean };

/** The automations from the documentation, as examples to start with. */
export type Examples = {
  list(): Promise<ExampleView[]>;
  /** Writes what makes an example fire to the catalog; throws `not_found`. */
  try(identifier: string, actor: Actor): Promise<TriedSample>;
  stop(): void;
};

/** Creates the examples. */
export function createExamples(
  { clock, settings }: Pick<World, 'clock' | 'settings'>,
  live: LiveAutomations,
  catalog: Pick<CatalogUseCase, 'write'>,
): Examples {
  const receiver = createSampleReceiver(settings.sampleReceiver ?? null);
  return {
    async list() {
      const { byIdentifier } = await live.current();
      return examples.map(({ definition, sample }) => ({
        identifier: definition.identifier,
        title: definition.title ?? definition.identifier,
        description: definition.description ?? '',
        sample,
        definition: definition as unknown as JsonObject,
        added: byIdentifier.has(definition.identifier),
      }));
    },

    async try(identifier, actor) {
      const example = examples.find(({ definition }) => definition.identifier === identifier);
      if (example === undefined) throw new AppError('not_found', `There is no example ${identifier}`);
      const { blueprint } = example;
      const opened = await receiver.open();
      const entities = example.entities(clock.now(), newId('e'));
      for (const entity of entities) await catalog.write(blueprint, entity, 'merge', actor);
      return { blueprint, entity: String(entities.at(-1)?.identifier), receiver: opened };
    },

    stop: () => receiver.close(),
  };
}
