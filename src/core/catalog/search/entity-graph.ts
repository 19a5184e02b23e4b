import { isObject, type JsonObject } from '../../json.ts';
import type { Blueprint } from '../blueprint.ts';

/**
 * The direction in which relations are followed: `upstream` to what an entity depends on, `downstream` to what depends
 * on it (Port).
 */
export type Direction = 'upstream' | 'downstream';

type RelationEdge = { relation: string; required: boolean; to: string };

/** The relations between the entities of the catalog. Entities are identified by their key, see `entityKey`. */
export type EntityGraph = {
  /** The entities with an identifier, in one blueprint or (null) in any. */
  find(identifier: string, blueprint: string | null): string[];
  /**
   * The entities reachable through any number of relations; `required` selects only required or only optional
   * relations.
   */
  walk(start: readonly string[], direction: Direction, required: boolean | null): Set<string>;
  /** The entities reachable through exactly these relations, in this order. */
  follow(start: readonly string[], path: readonly string[], direction: Direction): Set<string>;
};

/** The unique key of an entity; blueprint identifiers contain no line break. */
export function entityKey({ blueprint, identifier }: JsonObject): string {
  return `${String(blueprint)}\n${String(identifier)}`;
}

/**
 * Builds the graph of entities. The schema of the blueprint defines where a relation leads and whether it is required;
 * a relation without a schema leads to every entity with that identifier and is optional.
 */
export function buildEntityGraph(
  entities: readonly JsonObject[],
  blueprints: ReadonlyMap<string, Blueprint>,
): EntityGraph {
  const byIdentifier = new Map<string, string[]>();
  const keys = new Set<string>();
  for (const entity of entities) {
    const key = entityKey(entity);
    keys.add(key);
    push(byIdentifier, String(entity.identifier), key);
  }
  const find = (identifier: string, blueprint: string | null): string[] => {
    if (blueprint === null) return byIdentifier.get(identifier) ?? [];
    const key = entityKey({ blueprint, identifier });
    return keys.has(key) ? [key] : [];
  };
  const edges: Record<Direction, Map<string, RelationEdge[]>> = { upstream: new Map(), downstream: new Map() };
  for (const entity of entities) {
    const from = entityKey(entity);
    const schema = blueprints.get(String(entity.blueprint))?.relations;
    for (const [relation, value] of Object.entries(isObject(entity.relations) ? entity.relations : {})) {
      const target = schema?.get(relation)?.target;
      const required = schema?.get(relation)?.required === true;
      for (const identifier of Array.isArray(value) ? value : [value]) {
        if (typeof identifier !== 'string') continue;
        for (const to of find(identifier, typeof target === 'string' ? target : null)) {
          push(edges.upstream, from, { relation, required, to });
          push(edges.downstream, to, { relation, required, to: from });
        }
      }
    }
  }

  return {
    find,
    walk(start, direction, required) {
      const reached = new Set<string>();
      const open = [...start];
      for (let key = open.pop(); key !== undefined; key = open.pop()) {
        for (const edge of edges[direction].get(key) ?? []) {
          if (required !== null && edge.required !== required) continue;
          if (reached.has(edge.to)) continue;
          reached.add(edge.to);
          open.push(edge.to);
        }
      }
      return reached;
    },
    follow(start, path, direction) {
      let reached = new Set(start);
      for (const relation of path) {
        const next = [...reached].flatMap((key) => edges[direction].get(key) ?? []);
        reached = new Set(next.filter((edge) => edge.relation === relation).map((edge) => edge.to));
      }
      return reached;
    },
  };
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
