import { isObject, type Json, type JsonObject, valueAt } from '../../core/json.ts';
import type { Call, HttpRequest, HttpResult } from '../backend.ts';
import type { AzurePipeline } from './access.ts';

/** An incoming webhook, read from a rendered invocation method. */
export type AzureHook = { org: string; webhook: string };

const nameForm = /^(?!\.{1,2}$)[\p{L}0-9 _.-]{1,255}$/u;

/** The incoming webhook of a rendered method, or what is wrong with it. */
export function hookOf({ org, webhook }: JsonObject): AzureHook | { problem: string } {
  if (typeof org !== 'string' || !nameForm.test(org)) {
    return { problem: '`org` must be the name of an organization on Azure DevOps once rendered.' };
  }
  if (typeof webhook !== 'string' || !nameForm.test(webhook)) {
    return { problem: '`webhook` must be the name of an incoming webhook on Azure DevOps once rendered.' };
  }
  return { org, webhook };
}

/** Under what name a webhook's pipeline is configured; Azure ignores case. */
export function webhookKey({ org, webhook }: AzureHook): string {
  return `${org}/${webhook}`.toLowerCase();
}

/** One call of the REST API of an organization, with the personal access token. */
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
      // A user name is not asked for with a personal access token.
      authorization: `Basic ${Buffer.from(`:${token}`).toString('base64')}`,
      'user-agent': 'catalog-automations',
      ...(body && { 'content-type': 'application/json' }),
    },
    body,
    signal: call.signal,
    trusted: true,
  });
}

/** Azure's own reason in an answer; null when it holds none. */
export function azureReason(answer: Json): string | null {
  const message = valueAt(answer, 'message');
  return typeof message === 'string' && message !== '' ? message : null;
}

/** The page to which Azure sends whoever it does not know: as an answer (203, or 200 with a page) or by a redirect. */
export function isSignIn(result: HttpResult): boolean {
  if (result.type !== 'answer') return false;
  const { status, headers, text } = result;
  if (status === 203 || status === 302) return true;
  const isPage = /^text\/html\b/i.test(headers['content-type'] ?? '') || /^\s*<(?:!doctype|html)\b/i.test(text);
  return status >= 200 && status < 300 && isPage && text.trim() !== '';
}

/** What to do about a token that is not accepted. */
export const tokenHelp =
  'Azure DevOps does not accept AZURE_DEVOPS_TOKEN: it may have expired, or belong to another organization.';

/** A pipeline run's address in the browser. */
export function azureLink(run: Json): string | null {
  const href = isObject(run) ? valueAt(run, '_links', 'web', 'href') : undefined;
  return typeof href === 'string' && /^https?:\/\//.test(href) ? href : null;
}

const idForm = /^az_([^/]+)\/([^/]+)\/([0-9]{1,12})\/([0-9]{1,12})$/;

/** What a run keeps as its external id: `az_<org>/<project>/<pipeline id>/<run id>`. */
export function azureRunIdOf(org: string, { project, pipelineId }: AzurePipeline, runId: number): string {
  return `az_${encodeURIComponent(org)}/${encodeURIComponent(project)}/${pipelineId}/${runId}`;
}

/** Organization and path of a run in the API by its external id; null when the text is not one of ours. */
export function parseAzureRunId(text: string): { org: string; path: string } | null {
  const [, org, project, pipelineId, runId] = idForm.exec(text) ?? [];
  const names = [org, project].map(decodeName);
  if (!names[0] || !names[1]) return null;
  const path = `${encodeURIComponent(names[1])}/_apis/pipelines/${pipelineId}/runs/${runId}?${apiVersion}`;
  return { org: names[0], path };
}

/** Whoever reports to a run may give it an external id: no part of it may lead elsewhere. */
function decodeName(encoded: string | undefined): string | null {
  try {
    const name = decodeURIComponent(encoded ?? '');
    return nameForm.test(name) ? name : null;
  } catch {
    return null;
  }
}

/** The version whose answers this code reads. */
export const apiVersion = 'api-version=7.1';
