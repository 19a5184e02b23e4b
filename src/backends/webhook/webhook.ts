import { isEqual } from '../../core/catalog/entity.ts';
import { booleanOrTemplate } from '../../core/definition/backend-spec.ts';
import { headersFinding, httpAddress, notAnAddress } from '../../core/definition/http-call.ts';
import { findPathTraversal } from '../../core/definition/path-traversal.ts';
import { portApiReferences } from '../../core/definition/port-api.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { Outcome } from '../../core/run/run.ts';
import type { Backend, Call } from '../backend.ts';
import { httpOutcome } from '../http/http-outcome.ts';
import { idempotencyKeyOf, signatureHeaders } from '../signature.ts';
import { agentPayload, leaveToAgent, webhookAgent } from './agent.ts';
import { bodyBytes } from './body.ts';
import { isStartedBuild, queueLink } from './jenkins.ts';
import { webhookLacks } from './lacks.ts';
import { headersOf, isTrue, methodOf, methodSchema, methods, urlSchema } from './method.ts';
import { isPassing, isSlackUrl, slackProblem } from './slack-answer.ts';
import { softError } from './soft-errors.ts';

/** Calls a URL: synchronously (the answer is the result) or asynchronously (the receiver reports it later). */
export const webhook: Backend = {
  type: 'WEBHOOK',
  title: 'Calls a URL with a signed request.',
  // What Port's UI writes for Slack messages and Jenkins jobs; the fields are a webhook's (JENKINS: fewer).
  aliases: ['SLACK', 'JENKINS'],
  schema: {
    type: 'object',
    title: 'Webhook',
    description: 'Calls a URL. The request carries `x-port-signature` and the Standard Webhooks headers.',
    required: ['type', 'url'],
    additionalProperties: false,
    properties: {
      type: { const: 'WEBHOOK' },
      url: urlSchema,
      agent: booleanOrTemplate(
        'Whether an agent in your own network makes the call instead of this service; default false.',
      ),
      synchronized: booleanOrTemplate(
        'true: the HTTP status decides the run and the response is kept. false (default): the run stays in progress until its receiver reports.',
      ),
      method: methodSchema,
      headers: {
        type: 'object',
        description: 'Headers to send; templates are allowed in values.',
        additionalProperties: { type: 'string' },
      },
      body: {
        type: ['object', 'array', 'string'],
        portType: ['object', 'array'],
        description:
          'Sent as JSON, or as it is if it is text of another content type; templates are allowed everywhere.',
      },
    },
  },
  example: {
    type: 'WEBHOOK',
    url: 'https://example.com/hook',
    synchronized: true,
    body: { service: '{{ .event.context.entityIdentifier }}' },
  },
  label,
  idempotent: true,
  references: portApiReferences,
  target: (method) => (isTrue(method.agent) ? webhookAgent : originOf(String(method.url ?? ''))),
  refusal,
  lacks: webhookLacks,
  invoke,
  agentPayload,
};

/** The verb and the host; the whole text if a template makes the host. */
function label(method: JsonObject): string {
  const url = String(method.url ?? '');
  const [, host = url] = /^https?:\/\/([^/?#]+)/i.exec(url) ?? [];
  // The part before an @ is a user name or password.
  return `${methodOf(method)} ${host.slice(host.lastIndexOf('@') + 1)}`;
}

function refusal(method: JsonObject): string | null {
  const verb = methodOf(method);
  if (!methods.includes(verb)) return `The method ${verb} is not one of ${methods.join(', ')}`;
  if (typeof method.url !== 'string') return 'The url did not render to text';
  // Agents use their own HTTP client.
  if (isTrue(method.agent)) return null;
  if (httpAddress(method.url) === null) return notAnAddress;
  return headersFinding(headersOf(method.headers));
}

async function invoke(call: Call): Promise<Outcome> {
  const { method, services } = call;
  const refused = refusal(method);
  if (refused !== null || typeof method.url !== 'string') {
    return { type: 'rejected', message: refused ?? 'The url did not render to text' };
  }
  const verb = methodOf(method);
  if (isTrue(method.agent)) return leaveToAgent(call);
  const api = await services.api(method.url, call.runId);
  const flaw = api === null ? null : findPathTraversal(method.url);
  if (flaw !== null) {
    const message = `Nothing was called: the path into the catalog's own API contains ${flaw}, which could lead to another route. Check what its templates render to`;
    return { type: 'rejected', message };
  }
  const given = lowerCase(headersOf(method.headers));
  // GET has no body: many servers and proxies refuse one, and definitions that use GET write `body: {}`.
  const isBare = verb === 'GET' || method.body === undefined || method.body === null;
  const body = isBare ? undefined : bodyBytes(method.body ?? null, given['content-type']);
  const key = idempotencyKeyOf(call);
  const headers: Record<string, string> = {
    ...(body && { 'content-type': 'application/json' }),
    'user-agent': 'catalog-automations',
    ...given,
    ...(api?.authorization && { authorization: api.authorization }),
    // A signature would give access to more of our own API than the run's token does.
    ...(api === null
      ? signatureHeaders(services.signing(), key, body ?? new Uint8Array(), services.now())
      : { 'idempotency-key': key }),
  };
  const kept = ({ url, body = null }: JsonObject): Json => [url ?? null, body];
  if (api !== null && api.http === undefined && !isEqual(kept(method), kept(call.shown))) {
    const message =
      'The URL or the body uses a secret, but the built-in catalog stores and shows what it receives. Remove the secret.';
    return { type: 'rejected', message };
  }
  const result = await (api?.http ?? services.http).send({
    method: verb,
    url: api?.url ?? method.url,
    headers,
    body,
    signal: call.signal,
    trusted: api !== null,
    direct: api !== null && api.http === undefined,
  });
  const slack = method.type === 'SLACK' || isSlackUrl(method.url);
  const started = isStartedBuild(method, result);
  const isSuccess = (status: number): boolean => started || (status >= 200 && status < 300);
  const answered = ({ status, response }: { status: number; response: Json }): Outcome => {
    const isWhole = result.type === 'answer' && !result.truncated;
    const problem = slack && isWhole ? slackProblem(response) : null;
    if (problem !== null) {
      const type = isPassing(response) ? 'retry' : 'rejected';
      return { type, statusCode: status, response, message: `Slack: ${problem}` };
    }
    const warning = isWhole ? softError(String(method.url), response) : null;
    if (warning !== null) call.log({ level: 'warning', message: warning });
    // Slack never reports later, so its answer is final.
    if (isTrue(method.synchronized) || method.type === 'SLACK') {
      return { type: 'succeeded', statusCode: status, response, message: `HTTP ${status}` };
    }
    const message = `HTTP ${status}; waiting for the receiver to report`;
    const link = method.type === 'JENKINS' || started ? queueLink(result) : {};
    return { type: 'accepted', statusCode: status, message, ...link };
  };
  const outcome = httpOutcome(result, services.now(), answered, isSuccess);
  return slack ? withSlackReason(outcome) : outcome;
}

/** Adds advice to Slack's refusals, which are only a word or two, such as `no_service`. */
function withSlackReason(outcome: Outcome): Outcome {
  if (outcome.type !== 'rejected' || outcome.response === undefined || outcome.message.startsWith('Slack'))
    return outcome;
  const problem = slackProblem(outcome.response);
  return problem === null ? outcome : { ...outcome, message: `Slack answered ${outcome.statusCode}: ${problem}` };
}

/** Converts header names to lower case, so that no other spelling of one of our own names is sent next to it. */
function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** The part of a URL before the path; once a secret in it is redacted, the text may not parse as a URL. */
function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : (/^(?:https?:\/\/)?[^/?#]*/.exec(url)?.[0] ?? '').slice(0, 200);
}
