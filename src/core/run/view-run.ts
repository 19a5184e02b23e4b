import type { Automation } from '../automation.ts';
import type { Event, RunEvent } from '../event/event.ts';
import { type Json, type JsonObject, valueAt } from '../json.ts';
import type { Run } from './run.ts';

/** What the view of a run needs besides the run. */
export type RunContext = {
  /** The definition that the event was matched with; null if it is no longer stored. */
  automation: Automation | null;
  event: Event | null;
};

/**
 * A run in the format of Port's API and run events; what Port has no field for is under `execution`. Format:
 * `reference` run object v2 (id, action, properties, requiredApproval, source, status, …).
 */
export function runView(run: Run, context: RunContext): JsonObject {
  const view: JsonObject = {
    id: run.id,
    status: run.status,
    action: {
      identifier: run.automation,
      title: context.automation?.title ?? run.automation,
      icon: context.automation?.icon ?? null,
      deleted: false,
    },
    source: 'AUTOMATION',
    link: run.link,
    requiredApproval: false,
    properties: {},
    createdAt: iso(run.createdAt),
    updatedAt: iso(run.updatedAt),
    createdBy: 'automation',
    updatedBy: run.updatedBy ?? 'automation',
    ...subjectOf(context.event),
  };
  const optional: [string, Json][] = [
    ['payload', run.payload],
    ['endedAt', run.endedAt === null ? null : iso(run.endedAt)],
    ['statusLabel', run.statusLabel],
    ['summary', run.summary],
    ['message', run.message],
    ['response', run.response],
    ['externalRunId', run.externalId],
  ];
  for (const [key, value] of optional) if (value !== null) view[key] = value;
  if (run.phase === 'waiting') {
    view.pendingExecution = true;
    if (run.nextAt !== null) view.claimedUntil = iso(run.nextAt);
  }
  return view;
}

/**
 * A run in the older format of Port's API (`?version=v1`): `action` is its identifier, and two fields tell what still
 * exists.
 */
export function runViewV1(view: JsonObject, exists: { blueprint: boolean; entity: boolean }): JsonObject {
  return {
    ...view,
    action: valueAt(view, 'action', 'identifier') ?? null,
    relatedEntityExists: exists.entity,
    relatedBlueprintExists: exists.blueprint,
  };
}

/**
 * Converts a change of a run to an event for automations that listen to its automation (reference: Port's run trigger
 * data).
 */
export function runEvent(
  id: string,
  change: { before: Run | null; after: Run },
  context: RunContext,
  at: { now: number; orgId: string },
): RunEvent {
  const { automation } = context;
  return {
    id,
    action: change.before === null ? 'CREATE' : 'UPDATE',
    resourceType: 'run',
    trigger: { by: { orgId: at.orgId }, origin: 'AUTOMATION', at: iso(at.now) },
    context: {
      action: {
        identifier: change.after.automation,
        title: automation?.title ?? change.after.automation,
        trigger: (automation?.trigger ?? null) as Json,
        invocationMethod: automation?.invocationMethod ?? null,
        requiredApproval: automation?.requiredApproval ?? false,
      },
    },
    diff: {
      before: change.before === null ? null : runView(change.before, context),
      after: runView(change.after, context),
    },
  };
}

function subjectOf(event: Event | null): JsonObject {
  if (event === null) return {};
  if (event.resourceType === 'run') {
    const subject: JsonObject = {};
    for (const key of ['entity', 'blueprint']) {
      const value = valueAt(event.diff.after ?? event.diff.before ?? {}, key);
      if (value !== undefined) subject[key] = value;
    }
    return subject;
  }
  const { blueprintIdentifier, entityIdentifier } = event.context;
  const snapshot = event.diff.after ?? event.diff.before ?? {};
  return {
    blueprint: { identifier: blueprintIdentifier, title: blueprintIdentifier, icon: null },
    entity: {
      identifier: entityIdentifier,
      title: valueAt(snapshot, 'title') ?? entityIdentifier,
      icon: valueAt(snapshot, 'icon') ?? null,
    },
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
