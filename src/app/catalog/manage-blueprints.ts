import { readBlueprint } from '../../core/catalog/blueprint.ts';
import { blueprintMeta } from '../../core/catalog/blueprint-schema.ts';
import { compileEntityCheck, type EntityCheck } from '../../core/catalog/conform.ts';
import { defaultBlueprints } from '../../core/catalog/github/default-blueprints.ts';
import { AppError } from '../../core/error.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Tx } from '../../store/store.ts';
import { auditRecord } from '../runs/audit-record.ts';
import type { World } from '../world.ts';
import { createTimeLimit } from './time-limit.ts';

/** The blueprints of the built-in catalog. Callers must have checked bodies against `blueprintSchema`. */
export type BlueprintUseCase = {
  /** The declared blueprints, and those that GitHub's default mapping fills. */
  list(): Promise<JsonObject[]>;
  /** Returns one blueprint; throws `not_found`. */
  get(identifier: string): Promise<JsonObject>;
  /** Declares a blueprint; throws `conflict` when it exists. */
  create(body: JsonObject, by: string): Promise<JsonObject>;
  /** Replaces a blueprint, or patches only the fields in the body; throws `not_found`. */
  change(identifier: string, body: JsonObject, how: 'replace' | 'patch', by: string): Promise<JsonObject>;
  /** Removes a blueprint; throws `not_found`, and `conflict` while it has entities. */
  remove(identifier: string, by: string): Promise<void>;
};

/** Checks a write of an entity against its blueprint, if one is declared. */
export type ConformityCheck = (tx: Pick<Tx, 'blueprints'>, input: JsonObject, after: JsonObject) => Promise<void>;

/** Creates the use case for blueprints. */
export function createBlueprintUseCase({ store, clock }: Pick<World, 'store' | 'clock'>): BlueprintUseCase {
  const stamp = () => new Date(clock.now()).toISOString();

  /** Refuses a change of identifier: it would leave the blueprint's entities without a schema. */
  function checkIdentifier(identifier: string, body: JsonObject): void {
    if (body.identifier === undefined || body.identifier === identifier) return;
    throw new AppError(
      'invalid_content',
      `identifier must be ${identifier}, as in the path; blueprints cannot be renamed`,
    );
  }

  return {
    async list() {
      const declared = await store.blueprints.list();
      const names = new Set(declared.map(({ identifier }) => identifier));
      return [...declared, ...defaultBlueprints.filter(({ identifier }) => !names.has(identifier ?? null))];
    },

    async get(identifier) {
      const declared = await store.blueprints.get(identifier);
      const found = declared ?? defaultBlueprints.find((blueprint) => blueprint.identifier === identifier);
      if (found === undefined) throw new AppError('not_found', `There is no blueprint ${identifier}`);
      return found;
    },

    async create(body, by) {
      const at = stamp();
      const blueprint = { ...withoutMeta(body), createdAt: at, createdBy: by, updatedAt: at, updatedBy: by };
      compileEntityCheck(blueprint);
      const identifier = String(body.identifier);
      await store.transaction(async (tx) => {
        if (!(await tx.blueprints.insert(identifier, blueprint))) {
          throw new AppError('conflict', `The blueprint ${identifier} already exists`);
        }
        await record(tx, by, 'CREATE', identifier, { before: null, after: blueprint });
      });
      return blueprint;
    },

    async change(identifier, body, how, by) {
      checkIdentifier(identifier, body);
      return store.transaction(async (tx) => {
        const before = await tx.blueprints.lock(identifier);
        if (before === null) throw new AppError('not_found', `There is no declared blueprint ${identifier}`);
        const { createdAt = null, createdBy = null } = before;
        const base = how === 'patch' ? withoutMeta(before) : {};
        const meta = { createdAt, createdBy, updatedAt: stamp(), updatedBy: by };
        const blueprint = { ...base, ...withoutMeta(body), identifier, ...meta };
        compileEntityCheck(blueprint);
        await tx.blueprints.update(identifier, blueprint);
        await record(tx, by, 'UPDATE', identifier, { before, after: blueprint });
        return blueprint;
      });
    },

    async remove(identifier, by) {
      await store.transaction(async (tx) => {
        const before = await tx.blueprints.lock(identifier);
        if (before === null) {
          throw new AppError('not_found', `There is no declared blueprint ${identifier}`);
        }
        const [entity] = await tx.entities.list(identifier, null, 1);
        if (entity !== undefined) {
          throw new AppError('conflict', `The blueprint ${identifier} still has entities; delete them first`);
        }
        await tx.blueprints.remove(identifier);
        await record(tx, by, 'DELETE', identifier, { before, after: null });
      });
    },
  };
}

/** Notes in the audit log who changed a blueprint, and how. */
async function record(
  tx: Pick<Tx, 'auditRecords'>,
  by: string,
  action: 'CREATE' | 'UPDATE' | 'DELETE',
  identifier: string,
  change: { before: JsonObject | null; after: JsonObject | null },
): Promise<void> {
  await tx.auditRecords.insert([{ ...auditRecord(by, action, ['blueprint', identifier], ''), ...change }]);
}

/** Creates the check of entities against their blueprints; each version of a blueprint is compiled only once. */
export function createConformityCheck({ clock }: Pick<World, 'clock'>): ConformityCheck {
  const limited = createTimeLimit(clock.now);
  const compiled = new Map<string, { version: string; check: EntityCheck }>();
  return async (tx, input, after) => {
    const identifier = String(input.blueprint);
    const definition = await tx.blueprints.get(identifier);
    if (definition === null) {
      compiled.delete(identifier);
      return;
    }
    const version = JSON.stringify(definition);
    let known = compiled.get(identifier);
    if (known?.version !== version) {
      known = { version, check: compileEntityCheck(definition, limited) };
      compiled.set(identifier, known);
    }
    known.check.check(input, after);
  };
}

/** Reads every blueprint as the core needs it, by identifier. */
export async function readBlueprints(blueprints: Pick<BlueprintUseCase, 'list'>) {
  const list = (await blueprints.list()).flatMap((value) => readBlueprint(value) ?? []);
  return new Map(list.map((blueprint) => [blueprint.identifier, blueprint]));
}

function withoutMeta(body: JsonObject): JsonObject {
  const meta: readonly string[] = blueprintMeta;
  return Object.fromEntries(Object.entries(body).filter(([key]) => !meta.includes(key)));
}
