import { setImmediate } from 'node:timers/promises';
import { isPublished } from '../../core/automation.ts';
import { type Blueprint, readBlueprint } from '../../core/catalog/blueprint.ts';
import { findBackend } from '../../core/definition/backend-spec.ts';
import type { ActingAutomation } from '../../core/lint/cycles/actor.ts';
import { referencesOf } from '../../core/lint/subject.ts';
import { hubSize, nodeSize } from '../../core/map/arrange.ts';
import { assembleMap } from '../../core/map/assemble-map.ts';
import { clustersOf } from '../../core/map/clusters.ts';
import { type Block, layoutBlock } from '../../core/map/layout.ts';
import { linkAutomations } from '../../core/map/map.ts';
import type { AutomationMap } from '../../core/views/map-view.ts';
import { triggerView } from '../../core/views/trigger-view.ts';
import type { BlueprintUseCase } from '../catalog/manage-blueprints.ts';
import type { LiveAutomations } from '../match/live-automations.ts';
import type { World } from '../world.ts';

/** Creates the map of what triggers what; it is redrawn only when an automation or a blueprint has changed. */
export function createAutomationMap(
  { backends }: Pick<World, 'backends'>,
  live: LiveAutomations,
  blueprints: Pick<BlueprintUseCase, 'list'>,
): () => Promise<AutomationMap> {
  let drawn: { key: string; map: Promise<AutomationMap> } | null = null;

  async function draw(
    actors: readonly ActingAutomation[],
    known: ReadonlyMap<string, Blueprint>,
  ): Promise<AutomationMap> {
    const { hubs, edges, cyclic } = linkAutomations(actors, known);
    const sizeOf = (node: number) => (node < actors.length ? nodeSize : hubSize);
    const blocks: Block[] = [];
    for (const cluster of clustersOf(actors.length + hubs.length, edges)) {
      // Events must not wait until a map of many clusters is drawn.
      await setImmediate();
      blocks.push(layoutBlock(cluster.nodes, cluster.edges, sizeOf));
    }
    const facts = actors.map(({ automation }, index) => {
      const { identifier, title = null, trigger, invocationMethod } = automation;
      const { type } = invocationMethod;
      return {
        identifier,
        title,
        active: isPublished(automation),
        trigger: triggerView(trigger.event),
        conditions: trigger.condition?.expressions.length ?? 0,
        backend: { type, label: findBackend(backends, type)?.label?.(invocationMethod) ?? type },
        cycle: cyclic.has(index),
      };
    });
    return assembleMap(facts, hubs, blocks);
  }

  return async () => {
    const [{ version, byIdentifier }, list] = await Promise.all([live.current(), blueprints.list()]);
    const key = `${version} ${JSON.stringify(list)}`;
    if (drawn?.key !== key) {
      const known = list.flatMap((value) => readBlueprint(value) ?? []);
      const actors = [...byIdentifier.values()].map(({ automation }) => ({
        automation,
        references: referencesOf(automation.invocationMethod, backends),
      }));
      const map = draw(actors, new Map(known.map((blueprint) => [blueprint.identifier, blueprint])));
      drawn = { key, map };
      map.catch(() => {
        drawn = null;
      });
    }
    return drawn.map;
  };
}
