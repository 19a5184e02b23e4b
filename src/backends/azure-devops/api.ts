import { isObject, type Json, type JsonObject, valueAt } from '../../core/json.ts';
import type { Call, HttpRequest, HttpResult } from '../backend.ts';
import type { AzurePipeline } from './access.ts';

/** An incoming webhook, read from a rendered invocation method. */
export type AzureHook = { org: string; webhook: string };

const nameForm = /^(?!\.{1,2}$)[\p{L}0-9 _.-]{1,255}$/u;

/** Reads the incoming webhook of a rendered method, or says what is wrong with it. */
export function hookOf({ org, webhook }: JsonObject): AzureHook | { problem: string } {
  if (typeof org !== 'string' || !nameForm.test(org)) {
    return { problem: '`org` must be the name of an organization on Azure DevOps once rendered.' };
  }
  if (typeof webhook !== 'string' || !nameForm.test(webhook)) {
    return { problem: '`webhook` must be the name of an incoming webhook on Azure DevOps once rendered.' };
  }
  return { org, webhook };
}

/** The key under which a webhook's pipeline is configured, in lower case because Azure ignores case. */
export function webhookKey({ org, webhook }: AzureHook): string {
  return `${org}/${webhook}`.toLowerCase();
}

/** Calls the REST API of an organization once, with the personal access token. */
export function callAzure(
  call: Call,
  token: string,
  request: Pick<HttpRequest, 'method' | 'body'> & { org: string; path: string },
): Promise<HttpResult> {
  const { method, body, org, path } = request;
  return call.services.http.send({
    method,
    url: `${call.services.azureDevops.url}/${encodeURIComponent(org)}/${path}`,
    headers: {
      accept: 'application/json',
      // The user name is ignored when a personal access token is used.
      authorization: `Basic ${Buffer.from(`:${token}`).toString('base64')}`,
      'user-agent': 'catalog-automations',
      ...(body && { 'content-type': 'application/json' }),
    },
    body,
    signal: call.signal,
    trusted: true,
  });
}

/** Azure's own reason in an answer; null when there is none. */
export function azureReason(answer: Json): string | null {
  const message = valueAt(answer, 'message');
  return typeof message === 'string' && message !== '' ? message : null;
}

/**
 * True for the sign-in page that Azure returns to unauthenticated callers: as an answer (203, or 200 with a page) or as
 * a redirect.
 */
export function isSignIn(result: HttpResult): boolean {
  if (result.type !== 'answer') return false;
  const { status, headers, text } = result;
  if (status === 203 || status === 302) return true;
  const isPage = /^text\/html\b/i.test(headers['content-type'] ?? '') || /^\s*<(?:!doctype|html)\b/i.test(text);
  return status >= 200 && status < 300 && isPage && text.trim() !== '';
}

/** Advice for a token that is not accepted. */
export const tokenHelp =
  'Azure DevOps does not accept AZURE_DEVOPS_TOKEN: it may have expired, or belong to another organization.';

/** The URL of a pipeline run in the browser. */
export function azureLink(run: Json): string | null {
  const href = isObject(run) ? valueAt(run, '_links', 'web', 'href') : undefined;
  return typeof href === 'string' && /^https?:\/\//.test(href) ? href : null;
}

const idForm = /^az_([^/]+)\/([^/]+)\/([0-9]{1,12})\/([0-9]{1,12})$/;

/** The external id of a pipeline run: `az_<org>/<project>/<pipeline id>/<run id>`. */
export function azureRunIdOf(org: string, { project, pipelineId }: AzurePipeline, runId: number): string {
  return `az_${encodeURIComponent(org)}/${encodeURIComponent(project)}/${pipelineId}/${runId}`;
}

/** The organization and API path of a pipeline run, from its external id; null when the text is not such an id. */
export function parseAzureRunId(text: string): { org: string; path: string } | null {
  const [, org, project, pipelineId, runId] = idForm.exec(text) ?? [];
  const names = [org, project].map(decodeName);
  if (!names[0] || !names[1]) return null;
  const path = `${encodeURIComponent(names[1])}/_apis/pipelines/${pipelineId}/runs/${runId}?${apiVersion}`;
  return { org: names[0], path };
}

/** Decodes one part of an external id. Anyone who reports to a run may set it, so no part may lead to another path. */
function decodeName(encoded: string | undefined): string | null {
  try {
    const name = decodeURIComponent(encoded ?? '');
    return nameForm.test(name) ? name : null;
  } catch {
    return null;
  }
}

/** The API version whose answers this code reads. */
export const apiVersion = 'api-version=7.1';
