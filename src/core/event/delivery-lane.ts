import { type Json, type JsonObject, valueAt } from '../json.ts';

/** The account and lane of a webhook delivery; deliveries in the same lane are processed in order. */
export type DeliveryLane = { account: string; lane: string };

/** Where payloads of GitHub and GitLab name their account, the most specific path first. */
const accountPaths: readonly (readonly string[])[] = [
  ['repository', 'owner', 'login'],
  ['organization', 'login'],
  ['installation', 'account', 'login'],
  ['project', 'path_with_namespace'],
];

/** Objects with a lane of their own; everything else shares the lane of its repository. */
const objectFields = ['pull_request', 'issue', 'workflow_run', 'release', 'deployment'] as const;

/** Determines the account and lane of a delivery. */
export function laneOf(payload: JsonObject): DeliveryLane {
  const account = firstText(payload, accountPaths).toLowerCase().slice(0, 200);
  const field = objectFields.find((name) => idOf(valueAt(payload, name, 'id')) !== '');
  const object = field === undefined ? '' : `${field}:${idOf(valueAt(payload, field, 'id'))}`;
  return { account, lane: `${account}/${idOf(valueAt(payload, 'repository', 'id'))}/${object}` };
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
