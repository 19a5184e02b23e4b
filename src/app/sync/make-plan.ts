import { createHash } from 'node:crypto';
import { AppError } from '../../core/error.ts';
import { plan } from '../../core/plan/plan.ts';
import type { Desired, Plan } from '../../core/plan/planned-change.ts';
import type { StoredAutomation } from '../../store/automations.ts';
import type { ReadOnlyStore } from '../../store/store.ts';
import type { Principal, WorkflowToken } from '../access/access.ts';
import { repositoryOfSource } from './source-name.ts';

/** A checked request for a plan. */
export type PlanRequest = {
  source: string;
  desired: readonly Desired[];
  adopt?: readonly string[] | undefined;
  maxDeletes?: number | undefined;
  confirm?: string | undefined;
  caller: Principal;
};

/** A plan and the data it was made from. */
export type PlanWithStored = { plan: Plan; stored: ReadonlyMap<string, StoredAutomation> };

/** Makes a plan from what is stored now. It has no access to anything that could write. */
export async function planOver(reading: ReadOnlyStore, request: PlanRequest): Promise<PlanWithStored> {
  const { source, desired, adopt, maxDeletes, confirm, caller } = request;
  const names = await repositoriesOf(reading, source, caller.workflow);
  const [list, last] = [await reading.automations.list(), await reading.sources.get(source)];
  const stored = new Map(list.map((item) => [item.automation.identifier, item]));
  const owned = list
    .filter((item) => item.source === source)
    .map(({ automation, file, hash, settings }) => {
      return { automation, file, settings, drift: last !== null && last.synced.get(automation.identifier) !== hash };
    });
  const others = list
    .filter((item) => item.source !== source)
    .map(({ automation, source: owner, settings }) => {
      return { automation, owner, settings, movable: owner !== null && names.has(repositoryOfSource(owner)) };
    });
  const missing = [...(last?.synced.keys() ?? [])].filter((identifier) => !stored.has(identifier));
  const pauses = (await reading.pauses.list()).filter(({ kind }) => kind === 'automation');
  const paused = new Map(pauses.map((pause) => [pause.name, pause]));
  const options = { source, hash, adopt, maxDeletes, confirm, missing, paused };
  return { plan: plan(owned, others, desired, options), stored };
}

/** All names of the repository behind a source; throws when another repository now uses its name. */
async function repositoriesOf(
  { sources }: ReadOnlyStore,
  source: string,
  workflow: WorkflowToken | undefined,
): Promise<ReadonlySet<string>> {
  const name = repositoryOfSource(source);
  if (workflow === undefined) return new Set([name]);
  const bound = await sources.repositoryId(name);
  if (bound !== null && bound !== workflow.repositoryId) {
    throw new AppError(
      'forbidden',
      `${name} is not the repository that synced under this name before: its id was ${bound} and is now ${workflow.repositoryId}. ` +
        'It was recreated, or has taken the name of a renamed repository. If it should take over, sync it once with the ' +
        "service's own client id and secret.",
    );
  }
  return new Set([name, ...(await sources.repositoryNames(workflow.repositoryId))]);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
