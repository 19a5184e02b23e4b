import { type Base, planAgainstBase, staleness } from '../checkout/base.ts';
import { type Check, countIssues } from '../checkout/check.ts';
import { excludeInvalid } from '../checkout/exclude-invalid.ts';
import type { Git } from '../checkout/git.ts';
import type { GitHubEvent } from '../checkout/github-event.ts';
import { AppError, messageOf } from '../core/error.ts';
import type { Jq } from '../core/expression/expression.ts';
import type { Plan } from '../core/plan/change.ts';
import { foreseenRefusal, type Spelling } from '../core/plan/refusal.ts';
import type { PlanInputs } from './plan-inputs.ts';
import { type OwnedBefore, ownedIn } from './port/owned.ts';
import { createPortPlanClient, createPortReader } from './port/plan.ts';
import type { PortServer } from './port/port-call.ts';
import { createPortSyncClient } from './port/sync.ts';
import type { Server } from './server/call.ts';
import type { CheckoutSet } from './server/desired.ts';
import { createPlanClient, type PlanClient } from './server/plan-client.ts';
import { createSyncClient } from './server/sync-client.ts';

/** What came of planning or syncing. */
export type Planned = {
  plan: Plan | null;
  against: string;
  done: boolean;
  /** What whoever reads the report should know. */
  notes: string[];
  /** Why the plan is not the one that was asked for, if it is not: to be read before the plan. */
  trouble?: string;
  /** Why the job fails, if it does. */
  failure: string | null;
};

/**
 * Why a sync of a plan would be refused, or null. Of files with errors there is nothing to foresee: they are not synced,
 * and without what is broken in them it would be another plan.
 */
export function foresee(plan: Plan, check: Check, confirm: string | null, spell?: Spelling): string | null {
  if (countIssues(check.issues).error > 0) return null;
  const asked = { complete: true, desired: check.definitions.length, confirm: confirm ?? undefined };
  return foreseenRefusal(plan, asked, spell);
}

/** What planning needs to know. */
export type Situation = {
  inputs: PlanInputs;
  event: GitHubEvent;
  check: Check;
  git: Git;
  /** What the checkout is compared with; it may have to be fetched, so it is looked for only when asked. */
  base(): Base;
  jq: Jq;
  /** The repository's path of the definitions. */
  path: string;
  /** Null without a server, or without a way to introduce ourselves to it. */
  server: Server | null;
  /** A real Port in its place, when that is the target and there are credentials. */
  port: PortServer | null;
};

/** What a set of files and a few words of their owner ask of the server. */
export type Asked = Pick<PlanInputs, 'adopt' | 'maxDeletes' | 'confirm'> & {
  path: string;
  source: string;
  check: Check;
};

/** What the server shall hold, as the files say it. */
export function desiredSet({ path, source, check, adopt, maxDeletes, confirm }: Asked): CheckoutSet {
  return {
    path,
    source,
    definitions: check.definitions.map(({ file, automation }) => ({ file, automation })),
    complete: countIssues(check.issues).error === 0,
    ...(adopt.length > 0 && { adopt }),
    ...(maxDeletes !== null && { maxDeletes }),
    ...(confirm !== null && { confirm }),
  };
}

function askedIn({ inputs, path, event, check }: Situation): Asked {
  return { ...inputs, path, source: event.repository, check };
}

/**
 * The plan, from the server or else from the commit that the change is based on. In `auto` a server that does not answer
 * is no reason to hold up a pull request: it is said, and the files are compared.
 */
export async function makePlan(situation: Situation): Promise<Planned> {
  const { inputs } = situation;
  const notes: string[] = [];
  if (inputs.missing) {
    notes.push(
      `\`${inputs.missing}\` is empty, as a secret is in a pull request from a fork, so these credentials do not count.`,
    );
  }
  if (situation.server || situation.port) {
    try {
      const answer = await plannerFor(situation).plan(desiredSet(askedIn(situation)));
      const plan = excludeInvalid(answer, situation.check.issues);
      const stale = staleness(situation.git, situation.event);
      if (stale !== null) notes.push(stale);
      return {
        plan,
        against: `Compared with what ${inputs.serverUrl ?? ''} holds.`,
        done: false,
        notes,
        failure: null,
      };
    } catch (error) {
      if (inputs.mode !== 'auto' || !(error instanceof AppError)) throw error;
      const trouble = `The server gave no plan: ${error.message}`;
      return { ...(await planFromFiles(situation, notes)), trouble };
    }
  } else if (inputs.serverUrl !== null) {
    const reason =
      inputs.target === 'port'
        ? 'Port was not asked: this job has no credentials (`client-id` and `client-secret`), as in a pull request from a fork.'
        : 'The server was not asked: this job has neither credentials nor an OIDC token (`id-token: write`), as in a pull request from a fork.';
    if (inputs.mode === 'plan') throw new AppError('unauthorized', reason);
    notes.push(reason);
  }
  return planFromFiles(situation, notes);
}

function plannerFor(situation: Situation): PlanClient {
  const { server, port } = situation;
  if (port) return createPortPlanClient(createPortReader(port), ownedBefore(situation));
  if (server) return createPlanClient(server);
  throw new AppError('invalid_request', 'There is nobody to ask for a plan.');
}

/** What this path owned in Port: what its files held before the change, or hold where nothing is changed. */
function ownedBefore({ git, event, base: find, path }: Situation): OwnedBefore {
  const isChange = event.pullRequest !== null || event.base !== null;
  // The first push of a branch: there is no before.
  if (!isChange && event.name === 'push') return new Map();
  const base = isChange ? find() : { commit: git.commit('HEAD') ?? '' };
  if ('commit' in base) return ownedIn(git, base.commit, path);
  throw new AppError('not_found', `Who owns what in Port stands in Git's history. ${base.missing}`);
}

async function planFromFiles(situation: Situation, notes: string[]): Promise<Planned> {
  const { inputs, event, check, git, jq, path } = situation;
  const base = situation.base();
  if ('missing' in base) {
    return {
      plan: null,
      against: '',
      done: false,
      notes: [...notes, `There is no plan. ${base.missing}`],
      failure: null,
    };
  }
  const { commit } = base;
  const source = `${event.repository}:${path}`;
  const { definitions } = check;
  const [maxDeletes, confirm] = [inputs.maxDeletes ?? undefined, inputs.confirm ?? undefined];
  const made = await planAgainstBase({ git, commit, path, source, definitions, jq, maxDeletes, confirm });
  const plan = excludeInvalid(made, check.issues);
  return { plan, against: 'Compared with the files that this change is based on.', done: false, notes, failure: null };
}

/** What is reported of work that could not be done: what was found in the files is worth as much without it. */
export function failedPlanning(error: unknown): Planned {
  const message = messageOf(error);
  return { plan: null, against: '', done: false, notes: [message], failure: message };
}

/** Carries the plan out. Nothing is sent while a file has errors. */
export async function sync(situation: Situation): Promise<Planned> {
  const { server, port, check, inputs, event } = situation;
  if (event.pullRequest && !event.pullRequest.merged) {
    throw new AppError(
      'invalid_request',
      'A pull request that is not merged is not synced: it would put into effect what nobody has agreed to. Leave `mode` out: then it is planned here, and synced when it is merged.',
    );
  }
  const against = `On ${inputs.serverUrl ?? ''}.`;
  if (countIssues(check.issues).error > 0) {
    const notes = ['Nothing was synced, because the files have errors.'];
    return { plan: null, against, done: false, notes, failure: null };
  }
  const client = port ? createPortSyncClient(port, ownedBefore(situation)) : server && createSyncClient(server);
  if (!client || inputs.missing) {
    throw new AppError(
      'unauthorized',
      inputs.target === 'port'
        ? 'To sync with Port, the job needs the inputs `client-id` and `client-secret`.'
        : 'To sync, the job needs `permissions: id-token: write`, or the inputs `client-id` and `client-secret`.',
    );
  }
  const answer = await client.sync(desiredSet(askedIn(situation)));
  return answer.applied
    ? { plan: answer.plan, against, done: true, notes: [], failure: null }
    : { plan: answer.plan, against, done: false, notes: [answer.message], failure: answer.message };
}
