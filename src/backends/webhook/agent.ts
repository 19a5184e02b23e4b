import { isObject, type JsonObject } from '../../core/json.ts';
import { agentTarget, portAgent } from '../../core/run/agent-run.ts';
import type { Outcome } from '../../core/run/run.ts';
import { parsedText } from '../../core/source/json-text.ts';
import { withTraceparent } from '../../core/trace/traceparent.ts';
import type { Call } from '../backend.ts';
import { headersOf, isTrue, methodOf } from './method.ts';

/** The target of webhooks that an agent is to call. */
export const webhookAgent = agentTarget('WEBHOOK', portAgent);

/** Leaves the call to an agent: as a message when agents read a stream, otherwise the run waits to be claimed. */
export async function leaveToAgent(call: Call): Promise<Outcome> {
  const { services } = call;
  const method = { ...call.method, body: parsedText(call.method.body ?? null) };
  if (method.body !== null && !isObject(method.body)) {
    return { type: 'rejected', message: "Port's agent sends only objects as a body; make the body an object" };
  }
  if (services.agentStream !== null && (await services.agentsReadStream())) {
    return services.agentStream.write(call, agentMessage({ ...call, method }));
  }
  return {
    type: 'offered',
    to: webhookAgent,
    message:
      `Waiting for an agent to make the call. Start Port's agent in the network of the URL, with STREAMER_NAME=POLLING, ` +
      `PORT_API_BASE_URL set to the address of this service, PORT_ORG_ID=${services.orgId}, and PORT_CLIENT_ID and ` +
      'PORT_CLIENT_SECRET set to its client id and secret',
  };
}

/** The invocation as Port's agent reads it: with every field, and with real booleans where a template may give text. */
export function agentPayload(method: JsonObject, traceparent: string | null): JsonObject {
  const body = parsedText(method.body ?? null);
  return { ...agentMethod(method, traceparent), body: isObject(body) ? body : {} };
}

function agentMethod(method: JsonObject, traceparent: string | null): JsonObject {
  return {
    type: 'WEBHOOK',
    url: String(method.url),
    agent: true,
    synchronized: isTrue(method.synchronized),
    method: methodOf(method),
    // The agent sends them with its call.
    headers: withTraceparent(headersOf(method.headers), traceparent),
  };
}

/** The body with the metadata the agent needs, in the form that the agent builds itself when it polls. */
function agentMessage({ method, runId, automation, traceparent = null }: Call): JsonObject {
  const { body, ...invocationMethod } = agentPayload(method, traceparent) as { body: JsonObject } & JsonObject;
  const payload = objectOf(body.payload);
  const action = { identifier: automation, ...objectOf(payload.action), invocationMethod };
  return {
    ...body,
    headers: invocationMethod.headers ?? {},
    payload: { ...payload, action },
    context: { ...objectOf(body.context), runId },
  };
}

function objectOf(value: unknown): JsonObject {
  return isObject(value as JsonObject) ? (value as JsonObject) : {};
}
