import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import type { Call, HttpResult } from '../backend.ts';
import type { GitLabAccess } from './access.ts';

/** A project, read from a rendered invocation method. */
export type Project = { path: string; names: readonly string[] };

const segment = /^(?!\.{1,2}$)[\p{L}0-9_.-]{1,255}$/u;

/** Reads the project of a rendered method, or says what is wrong with it. */
export function projectOf({ groupName, projectName }: JsonObject): Project | { problem: string } {
  if (typeof groupName !== 'string' || !groupName.split('/').every((part) => segment.test(part))) {
    return { problem: '`groupName` must be the path of a group on GitLab, such as acme/platform, once rendered.' };
  }
  if (typeof projectName !== 'string' || !segment.test(projectName)) {
    return { problem: '`projectName` must be the path of a project on GitLab, without its group, once rendered.' };
  }
  return { path: `${groupName}/${projectName}`, names: triggerTokenNames(groupName, projectName) };
}

/**
 * The names under which a project's trigger token is looked up: one that every shell can set, used as `SECRET_<name>`,
 * and the variable that Port's agent reads.
 */
function triggerTokenNames(group: string, project: string): string[] {
  const port = `${group.replaceAll('/', '_')}_${project}`;
  return [port.replaceAll(/[^A-Za-z0-9_-]/g, '_'), port];
}

/** The trigger token of a project, or null when none is set. */
export function triggerTokenOf({ triggerTokens }: GitLabAccess, { names }: Project): string | null {
  const name = names.find((one) => Object.hasOwn(triggerTokens, one));
  return name === undefined ? null : (triggerTokens[name] ?? null);
}

/** Makes one GET request to GitLab's API for a project, given by path or id. */
export function askGitLab(call: Call, project: string | number, path: string, token: string): Promise<HttpResult> {
  return call.services.http.send({
    method: 'GET',
    url: `${projectUrl(call.services.gitlab, project)}${path}`,
    headers: { accept: 'application/json', 'private-token': token, 'user-agent': 'catalog-automations' },
    signal: call.signal,
    trusted: true,
  });
}

/** The URL of a project in GitLab's API. */
export function projectUrl({ url }: GitLabAccess, project: string | number): string {
  return `${url}/api/v4/projects/${encodeURIComponent(project)}`;
}

/** GitLab's own reason: a text, a list, or messages by field; null when there is none. */
export function gitLabReason(answer: Json): string | null {
  if (!isObject(answer)) return null;
  const { message, error, error_description } = answer;
  return flat(message ?? error_description ?? error ?? null) || null;
}

function flat(value: Json): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(flat).filter(Boolean).join(', ');
  if (!isObject(value)) return '';
  // `base` holds errors that concern no single field.
  return Object.entries(value)
    .map(([field, item]) => (field === 'base' ? flat(item) : `${field}: ${flat(item)}`))
    .join('; ');
}
