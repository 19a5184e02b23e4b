import { type BaseCommit, planAgainstBase, staleness } from '../checkout/base.ts';
import { countIssues, type WorkspaceCheck } from '../checkout/check-workspace.ts';
import { excludeInvalid } from '../checkout/exclude-invalid.ts';
import type { Git } from '../checkout/git.ts';
import type { GitHubEvent } from '../checkout/github-event.ts';
import { redactPlan } from '../checkout/redact.ts';
import { AppError, messageOf } from '../core/error.ts';
import type { Jq } from '../core/expression/expression.ts';
import type { Plan } from '../core/plan/planned-change.ts';
import { foreseenRefusal, type Spelling } from '../core/plan/refusal.ts';
import { orderedSettings } from '../core/settings/automation-settings.ts';
import type { PlanInputs } from './plan-inputs.ts';
import { type OwnedBefore, ownedIn } from './port/owned.ts';
import type { PortServer } from './port/port-call.ts';
import { createPortPlanClient, createPortReader } from './port/port-plan.ts';
import { createPortSyncClient } from './port/port-sync.ts';
import type { Server } from './server/call.ts';
import type { CheckoutSet } from './server/checkout-set.ts';
import { createPlanClient, type PlanClient } from './server/plan-client.ts';
import { createSyncClient } from './server/sync-client.ts';

/** The result of planning or syncing. */
export type PlanningResult = {
  plan: Plan | null;
  against: string;
  done: boolean;
  /** Remarks for the report. */
  notes: string[];
  /** Why this plan differs from the requested one, shown above the plan. */
  trouble?: string;
  /** True when it was compared with the service or Port, which a sync then changes. */
  ofService?: true;
  /** Why the job fails, if it does. */
  failure: string | null;
};

/**
 * Predicts why a sync of a plan would be refused, or null. Files with errors are not synced at all, so nothing is predicted
 * for them.
 */
export function foresee(plan: Plan, check: WorkspaceCheck, confirm: string | null, spell?: Spelling): string | null {
  if (countIssues(check.issues).error > 0) return null;
  const asked = { complete: true, desired: check.definitions.length, confirm: confirm ?? undefined };
  return foreseenRefusal(plan, asked, spell);
}

/** The inputs of planning. */
export type Situation = {
  inputs: PlanInputs;
  event: GitHubEvent;
  check: WorkspaceCheck;
  git: Git;
  /** The commit to compare with; it is looked up when first needed, because it may have to be fetched. */
  base(): BaseCommit;
  jq: Jq;
  /** The path of the definitions in the repository. */
  path: string;
  /** Null without a server or without credentials for it. */
  server: Server | null;
  /** Port instead of the server, when it is the target and there are credentials. */
  port: PortServer | null;
};

/** The files and options that make up a desired set. */
export type DesiredSetOptions = Pick<PlanInputs, 'adopt' | 'maxDeletes' | 'confirm'> & {
  path: string;
  source: string;
  check: WorkspaceCheck;
};

/** Builds the desired set from checked files. */
export function desiredSet({ path, source, check, adopt, maxDeletes, confirm }: DesiredSetOptions): CheckoutSet {
  return {
    path,
    source,
    definitions: check.definitions.map(({ file, automation, line }) => {
      const settings = check.settings.of(automation.identifier);
      // An older service does not know the field.
      return { file, automation, line, ...(settings && { settings: orderedSettings(settings) }) };
    }),
    complete: countIssues(check.issues).error === 0,
    ...(adopt.length > 0 && { adopt }),
    ...(maxDeletes !== null && { maxDeletes }),
    ...(confirm !== null && { confirm }),
  };
}

function askedIn({ inputs, path, event, check }: Situation): DesiredSetOptions {
  return { ...inputs, path, source: event.repository, check };
}

/**
 * Makes a plan from the server, or else from the base commit of the change. In `auto`, a server that does not answer does
 * not fail a pull request: the report says so, and the files are compared.
 */
export async function makePlan(situation: Situation): Promise<PlanningResult> {
  const { inputs } = situation;
  const notes: string[] = [];
  if (inputs.missing) {
    notes.push(
      `\`${inputs.missing}\` is empty, as secrets are in a pull request from a fork, so the credentials are ignored.`,
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
        against: `Compared with ${inputs.serverUrl ?? ''}.`,
        done: false,
        notes,
        ofService: true,
        failure: null,
      };
    } catch (error) {
      if (inputs.mode !== 'auto' || !(error instanceof AppError)) throw error;
      const trouble = `The server did not return a plan: ${error.message}`;
      return { ...(await planFromFiles(situation, notes)), trouble };
    }
  } else if (inputs.serverUrl !== null) {
    const reason =
      inputs.target === 'port'
        ? 'Port was not contacted: this job has no credentials (`client-id` and `client-secret`), as in a pull request from a fork.'
        : 'The server was not contacted: this job has neither credentials nor an OIDC token (`id-token: write`), as in a pull request from a fork.';
    if (inputs.mode === 'plan') throw new AppError('unauthorized', reason);
    notes.push(reason);
  }
  return planFromFiles(situation, notes);
}

function plannerFor(situation: Situation): PlanClient {
  const { server, port } = situation;
  if (port) return createPortPlanClient(createPortReader(port), ownedBefore(situation));
  if (server) return createPlanClient(server);
  throw new AppError('invalid_request', 'A plan needs a server or Port.');
}

/** What this path owns in Port: the contents of its files before the change, or now if nothing is changed. */
function ownedBefore({ git, event, base: find, path }: Situation): OwnedBefore {
  const isChange = event.pullRequest !== null || event.base !== null;
  // The first push of a branch has nothing before it.
  if (!isChange && event.name === 'push') return new Map();
  const base = isChange ? find() : { commit: git.commit('HEAD') ?? '' };
  if ('commit' in base) return ownedIn(git, base.commit, path);
  throw new AppError('not_found', `Git history decides which automations in Port belong to this path. ${base.missing}`);
}

async function planFromFiles(situation: Situation, notes: string[]): Promise<PlanningResult> {
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
  const { definitions, settings } = check;
  const [maxDeletes, confirm] = [inputs.maxDeletes ?? undefined, inputs.confirm ?? undefined];
  const made = await planAgainstBase({ git, commit, path, source, definitions, settings, jq, maxDeletes, confirm });
  const plan = excludeInvalid(made, check.issues);
  return { plan, against: 'Compared with the files of the base commit.', done: false, notes, failure: null };
}

/** The result of planning that failed; the issues in the files are reported all the same. */
export function failedPlanning(error: unknown): PlanningResult {
  const message = messageOf(error);
  return { plan: null, against: '', done: false, notes: [message], failure: message };
}

/** The plan that a sync must equal, and the message for any other one. */
export type Required = { hash: string; differs(plan: Plan): string };

/** Syncs, unless a file has errors; with `required`, only that plan. */
export async function sync(situation: Situation, required: Required | null): Promise<PlanningResult> {
  const { server, port, check, inputs, event } = situation;
  if (event.pullRequest && !event.pullRequest.merged) {
    throw new AppError(
      'invalid_request',
      'An unmerged pull request cannot be synced: that would put unreviewed changes into effect. Leave `mode` out to plan on the pull request and sync after the merge.',
    );
  }
  const against = `On ${inputs.serverUrl ?? ''}.`;
  if (countIssues(check.issues).error > 0) {
    const notes = ['Nothing was synced because the files have errors.'];
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
  const set = desiredSet(askedIn(situation));
  const answer = await client.sync(required === null ? set : { ...set, requirePlan: required.hash });
  if (answer.applied) return { plan: answer.plan, against, done: true, notes: [], failure: null };
  const isOther = required !== null && answer.reason === 'other-plan';
  const message = isOther ? required.differs(redactPlan(answer.plan)) : answer.message;
  return { plan: answer.plan, against, done: false, notes: [message], failure: message };
}
