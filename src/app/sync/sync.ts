import { AppError } from '../../core/error.ts';
import type { DesiredSet } from '../../core/plan/desired-set.ts';
import { type Desired, isEffective, type Plan, type PlanWarning } from '../../core/plan/planned-change.ts';
import { type Refusal, refusalOf } from '../../core/plan/refusal.ts';
import { isSameSettings } from '../../core/settings/automation-settings.ts';
import { sourceOfRole } from '../../core/views/client-view.ts';
import type { AutomationInput } from '../../store/automations.ts';
import type { Tx } from '../../store/store.ts';
import type { KeptDefinition } from '../../store/tables.ts';
import type { Principal } from '../access/access.ts';
import { hashOf } from '../automations/automations.ts';
import { recordChanges } from '../automations/record-changes.ts';
import type { World } from '../world.ts';
import { checkDesired, refuseSecrets } from './check-desired.ts';
import { type PlanRequest, type PlanWithStored, planOver } from './make-plan.ts';
import { repositoryOfSource, sourceName } from './source-name.ts';

/** The result of a sync; `revision` identifies what it replaced, null when there was nothing to do. */
export type Synced = { plan: Plan; revision: number | null };

/** The source to sync, without its definitions. */
export type SyncTarget = Pick<DesiredSet, 'path' | 'source' | 'adopt' | 'maxDeletes' | 'confirm'>;

/** Plans, syncs and restores the definitions of a repository. */
export type Sync = {
  plan(set: DesiredSet, caller: Principal): Promise<Plan>;
  /** Applies all of the plan or nothing. Rejects with `conflict` and the plan when it must not be applied. */
  sync(set: DesiredSet, caller: Principal): Promise<Synced>;
  /** Restores what the source's last sync replaced. This is a sync too, and can itself be undone. */
  restore(target: SyncTarget, caller: Principal): Promise<Synced>;
};

/** Creates the use case for syncs; `warn` adds warnings that need data from outside the service. */
export function createSync(
  world: Pick<World, 'store' | 'jq' | 'backends' | 'clock' | 'log'>,
  warn: (plan: Plan, desired: readonly Desired[]) => Promise<Plan>,
): Sync {
  const { store, log } = world;

  async function requestOf(set: DesiredSet, caller: Principal): Promise<PlanRequest> {
    const { adopt, maxDeletes, confirm } = set;
    const source = sourceOf(set, caller);
    return { source, desired: await checkDesired(world, set.definitions), adopt, maxDeletes, confirm, caller };
  }

  /** Applies a plan that `decide` makes inside the transaction, so that nothing can change between plan and write. */
  async function carryOut(
    caller: Principal,
    source: string,
    decide: (tx: Tx) => Promise<Decision>,
  ): Promise<Synced & { desired: readonly Desired[] }> {
    const done = await store.transaction(async (tx) => {
      await tx.automations.lock();
      await useToken(tx, source, caller);
      const decision = await decide(tx);
      const revision = await apply(tx, decision, caller, world);
      return { revision, plan: decision.planned.plan, desired: decision.desired };
    });
    const { plan, revision, desired } = done;
    log.info({ source, by: caller.name, revision, changes: countChanges(plan) }, 'synced');
    return { plan, revision, desired };
  }

  return {
    async plan(set, caller) {
      const request = await requestOf(set, caller);
      const { plan } = await store.read((reading) => planOver(reading, request));
      return warn(plan, request.desired);
    },

    async sync(set, caller) {
      const request = await requestOf(set, caller);
      const { source, desired, confirm } = request;
      const { requirePlan } = set;
      const { plan, revision } = await carryOut(caller, source, async (tx) => {
        const planned = await planOver(tx, request);
        const asked = { complete: set.complete !== false, desired: desired.length, confirm, requirePlan };
        refuse(planned.plan, refusalOf(planned.plan, asked));
        return { planned, desired, owners: new Map() };
      });
      return { plan: await warn(plan, desired), revision };
    },

    async restore(target, caller) {
      const source = sourceOf(target, caller);
      const { plan, revision } = await carryOut(caller, source, async (tx) => {
        const last = await tx.sources.lastRevision(source);
        if (last === null) throw new AppError('not_found', `There is no earlier state of ${source} to restore`);
        const desired = last.definitions.map(({ automation, file, settings = null, line = null }) => ({
          ...{ automation, settings, line },
          file: file ?? '',
        }));
        refuseSecrets(desired);
        const { adopt, maxDeletes, confirm } = target;
        const planned = await planOver(tx, { source, desired, adopt, maxDeletes, confirm, caller });
        // A restore is explicit, so the protection against emptying a source does not apply.
        refuse(planned.plan, refusalOf(planned.plan, { complete: true, desired: 1, confirm }));
        const owners = new Map(last.definitions.map(({ automation, owner }) => [automation.identifier, owner]));
        const warnings = [...planned.plan.warnings, ...returnHints(owners, source), ...nextSyncHint(planned.plan)];
        return { planned: { ...planned, plan: { ...planned.plan, warnings } }, desired, owners };
      });
      return { plan, revision };
    },
  };
}

/** A plan, the definitions behind it, and the owners of restored definitions that are returned to another source. */
type Decision = {
  planned: PlanWithStored;
  desired: readonly Desired[];
  owners: ReadonlyMap<string, string | null>;
};

/** Applies a plan; returns the number of the revision that keeps what was replaced. */
async function apply(
  tx: Tx,
  { planned, desired, owners }: Decision,
  caller: Principal,
  world: Pick<World, 'clock' | 'log'>,
): Promise<number | null> {
  const { plan, stored } = planned;
  const { source } = plan;
  const effective = plan.changes.some(isEffective);
  const revision = effective ? await tx.sources.keepRevision(source, replaced(planned), caller.name) : null;
  const inputs = desired.map(({ automation, file, settings = null, line = null }): AutomationInput => {
    const owner = owners.get(automation.identifier);
    return {
      automation,
      hash: hashOf(automation),
      source: owner === undefined ? source : owner,
      file: file || null,
      by: caller.name,
      settings,
      line,
    };
  });
  // Equivalent definitions are stored again when their text or file differs: reading must return what is in the
  // repository.
  const differing = inputs.filter(({ automation, hash, source, file, settings = null }) => {
    const old = stored.get(automation.identifier);
    const isSame = old?.hash === hash && old.file === file && old.source === source;
    return !isSame || !isSameSettings(old.settings, settings);
  });
  await tx.automations.putAll(differing);
  const written = new Set(differing);
  const isMoved = (input: AutomationInput) => stored.get(input.automation.identifier)?.line !== input.line;
  const moved = inputs.filter((input) => !written.has(input) && isMoved(input));
  await tx.automations.moveTo(moved.map(({ automation: { identifier }, line = null }) => ({ identifier, line })));
  const deleted = plan.changes.flatMap(({ action, identifier }) => (action === 'delete' ? [identifier] : []));
  await tx.automations.removeAll(deleted);
  const storedAs = (identifier: string) => stored.get(identifier)?.automation ?? null;
  const changes = [
    ...deleted.map((identifier) => ({ before: storedAs(identifier), after: null })),
    ...differing.map(({ automation, settings = null }) => ({
      before: storedAs(automation.identifier),
      after: automation,
      settings: { before: stored.get(automation.identifier)?.settings ?? null, after: settings },
    })),
  ];
  await recordChanges(tx, world, changes, { name: caller.name, origin: 'SYNC' });
  const held = inputs.filter((input) => input.source === source);
  const synced = new Map(held.map(({ automation, hash }) => [automation.identifier, hash]));
  await tx.sources.save({ source, synced, by: caller.name });
  return revision;
}

/** Everything that the source owns or takes over, as it was before the sync. */
function replaced({ plan, stored }: PlanWithStored): KeptDefinition[] {
  const adopted = new Set(plan.changes.flatMap(({ action, identifier }) => (action === 'adopt' ? [identifier] : [])));
  return [...stored.values()]
    .filter(({ automation, source }) => source === plan.source || adopted.has(automation.identifier))
    .map(({ automation, file, source, settings, line }) => ({
      automation,
      file,
      owner: source,
      ...(settings && { settings }),
      ...(line !== null && { line }),
    }));
}

/**
 * Uses up a workflow's token, which is good for one sync and binds the repository's name to its id. A client that may
 * write releases the name.
 */
async function useToken(tx: Tx, source: string, { workflow, role }: Principal): Promise<void> {
  const name = repositoryOfSource(source);
  if (workflow === undefined) {
    if (role === undefined || role === 'write') await tx.sources.releaseRepository(name);
    return;
  }
  if (!(await tx.tokens.take(workflow.tokenId, workflow.expiresAt))) {
    throw new AppError('unauthorized', 'This token has already been used for a sync; get a new one for each sync');
  }
  await tx.sources.bindRepository(name, workflow.repositoryId);
}

function returnHints(owners: Decision['owners'], source: string): PlanWarning[] {
  return [...owners].flatMap(([identifier, owner]) => {
    if (owner === source) return [];
    const message = `\`${identifier}\` is returned to ${owner ?? 'the API'}, from which the undone sync took it over.`;
    return [{ identifier, message }];
  });
}

function nextSyncHint({ changes }: Plan): PlanWarning[] {
  if (!changes.some(isEffective)) return [];
  return [{ message: 'The next sync of the files would undo this, so revert them in Git first.' }];
}

function refuse(plan: Plan, refusal: Refusal | null): void {
  if (refusal === null) return;
  const { message, ...particulars } = refusal;
  throw new AppError('conflict', message, { details: { plan, ...particulars } });
}

/**
 * The source to sync: a workflow's token and the role of a client for one source determine the repository, while another
 * client names it itself.
 */
function sourceOf({ path, source }: SyncTarget, { workflow, role }: Principal): string {
  const granted = role === undefined ? null : sourceOfRole(role);
  const repository = workflow?.repository ?? granted?.split(':')[0] ?? source;
  if (repository === undefined) {
    throw new AppError(
      'invalid_content',
      "source is required with the client's credentials: the repository, as owner/repo",
    );
  }
  if (source !== undefined && source.toLowerCase() !== repository.toLowerCase()) {
    throw new AppError('forbidden', `The credentials are for ${repository}, which cannot sync ${source}`);
  }
  const name = sourceName(repository, path);
  if (granted?.includes(':') && granted.toLowerCase() !== name.toLowerCase()) {
    throw new AppError('forbidden', `The credentials are for ${granted}, which cannot sync ${name}`);
  }
  return name;
}

function countChanges({ changes }: Plan): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { action } of changes) counts[action] = (counts[action] ?? 0) + 1;
  return counts;
}
