import { type Json, type JsonObject, valueAt } from '../json.ts';

/** Whose a webhook is, and what it is about: what is about one thing is handled in order. */
export type DeliveryLane = { account: string; lane: string };

/** Where a payload names its account, GitHub's and GitLab's, the nearest first. */
const accountPaths: readonly (readonly string[])[] = [
  ['repository', 'owner', 'login'],
  ['organization', 'login'],
  ['installation', 'account', 'login'],
  ['project', 'path_with_namespace'],
];

/** Things that have an order of their own; everything else is in its repository's order. */
const thingFields = ['pull_request', 'issue', 'workflow_run', 'release', 'deployment'] as const;

/** The lane of a webhook. */
export function laneOf(payload: JsonObject): DeliveryLane {
  const account = firstText(payload, accountPaths).toLowerCase().slice(0, 200);
  const field = thingFields.find((name) => idOf(valueAt(payload, name, 'id')) !== '');
  const thing = field === undefined ? '' : `${field}:${idOf(valueAt(payload, field, 'id'))}`;
  return { account, lane: `${account}/${idOf(valueAt(payload, 'repository', 'id'))}/${thing}` };
}

function firstText(payload: JsonObject, paths: readonly (readonly string[])[]): string {
  for (const path of paths) {
    const value = valueAt(payload, ...path);
    if (typeof value === 'string' && value !== '') return value;
  }
  return '';
}

function idOf(value: Json | undefined): string {
  return typeof value === 'number' ? String(value) : '';
}
