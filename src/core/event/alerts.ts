import type { JsonObject } from '../json.ts';
import type { EntityEvent } from './event.ts';

/**
 * The pseudo-blueprints of alerts: an automation that listens to one receives events about the service itself. They
 * have no entities, and no event is created unless an automation listens.
 */
export const alertBlueprints = { target: '_target', automation: '_automation' } as const;

/** A change that causes an alert: its subject, and the states before and after. */
export type Alert = {
  kind: keyof typeof alertBlueprints;
  /** The target, or the identifier of the automation. */
  name: string;
  title: string;
  before: JsonObject;
  after: JsonObject;
};

/** Converts an alert to the event of an entity that changed. */
export function alertEvent(
  id: string,
  { kind, name, title, before, after }: Alert,
  at: { now: number; orgId: string },
) {
  const blueprint = alertBlueprints[kind];
  const time = new Date(at.now).toISOString();
  const state = (properties: JsonObject): JsonObject => ({
    identifier: name,
    title,
    blueprint,
    properties,
    relations: {},
    updatedAt: time,
  });
  const event: EntityEvent = {
    id,
    action: 'UPDATE',
    resourceType: 'entity',
    trigger: { by: { orgId: at.orgId }, origin: 'AUTOMATION', at: time },
    context: { blueprintIdentifier: blueprint, entityIdentifier: name, propertyIdentifier: null },
    diff: { before: state(before), after: state(after) },
  };
  return event;
}

/** The alert that the circuit breaker of a target opened. */
export function targetOpened(target: string, failures: number, reason: string): Alert {
  return {
    kind: 'target',
    name: target,
    title: target,
    before: { state: 'closed', failures: 0, reason: null },
    after: { state: 'open', failures, reason },
  };
}

/** The alert that the circuit breaker of a target closed, because it works again. */
export function targetClosed(target: string): Alert {
  return {
    kind: 'target',
    name: target,
    title: target,
    before: { state: 'open', failures: null, reason: null },
    after: { state: 'closed', failures: 0, reason: null },
  };
}

/**
 * The alert that an automation has failed so often in a row that it is considered failing; `summary` says why the last
 * run failed.
 */
export function automationFailing(
  automation: { identifier: string; title: string },
  failures: number,
  last: { run: string; summary: string | null },
): Alert {
  return {
    kind: 'automation',
    name: automation.identifier,
    title: automation.title,
    before: { state: 'working', failures: 0, lastRun: null, summary: null },
    after: { state: 'failing', failures, lastRun: last.run, summary: last.summary },
  };
}

/** The alert that a run of a failing automation succeeded. */
export function automationWorking(
  automation: { identifier: string; title: string },
  failures: number,
  last: { run: string },
): Alert {
  return {
    kind: 'automation',
    name: automation.identifier,
    title: automation.title,
    before: { state: 'failing', failures, lastRun: null, summary: null },
    after: { state: 'working', failures: 0, lastRun: last.run, summary: null },
  };
}
