import type { JsonObject } from '../../../src/core/json.ts';
import type { Server } from './server.ts';

/** A call of the agent, and the answer that it got. */
export type AgentCall = { method: string; path: string; status: number };

/** A run as an agent claims it. */
export type ClaimedRun = {
  id: string;
  payload: { url: string; method: string; headers: Record<string, string>; body: JsonObject; synchronized: boolean };
};

/** What Port's own agent calls, in its order: it fetches a new token before every single call. */
export function portAgent(server: Server, name = '_PORT_EXEC_AGENT') {
  const calls: AgentCall[] = [];

  async function call<T>(
    method: string,
    path: string,
    body?: JsonObject,
    headers: Record<string, string> = {},
  ): Promise<T> {
    const { id, secret } = server.credentials();
    const json = { 'content-type': 'application/json', 'user-agent': 'port-agent' };
    const token = await fetch(`${server.url}/v1/auth/access_token`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ clientId: id, clientSecret: secret }),
    });
    const { accessToken } = (await token.json()) as { accessToken: string };
    const response = await fetch(server.url + path, {
      method,
      headers: { authorization: `Bearer ${accessToken}`, ...json, ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    calls.push({ method, path, status: response.status });
    const answer = (await response.json()) as T & { message?: string };
    if (!response.ok) throw new Error(`${response.status} ${answer.message}`);
    return answer;
  }

  const reserved = { 'x-port-reserved-usage': 'true' };
  const log = (id: string, message: string) => call('POST', `/v1/actions/runs/${id}/logs`, { message });

  return {
    calls,
    call,
    start: (streamer: string) => call('PATCH', '/v1/organization', { settings: { portAgentStreamerName: streamer } }),
    async claim(more: JsonObject = {}): Promise<ClaimedRun[]> {
      const body = { installationId: name, limit: 100, invocationMethod: 'WEBHOOK', ...more };
      return (await call<{ runs: ClaimedRun[] }>('POST', '/v1/actions/runs/claim-pending', body, reserved)).runs;
    },
    async ack(...runIds: string[]): Promise<number> {
      const answer = await call<{ ackedCount: number }>('PATCH', '/v1/actions/runs/ack', { runIds }, reserved);
      return answer.ackedCount;
    },
    async claimWorkflows(): Promise<JsonObject[]> {
      const body = { installationId: name, limit: 100 };
      return (await call<{ nodeRuns: JsonObject[] }>('POST', '/v1/workflows/runs/claim-pending', body, reserved))
        .nodeRuns;
    },

    /** Carries out one claimed run as the agent does: the call, its lines, the response, the status. */
    async process({ id, payload }: ClaimedRun): Promise<void> {
      const { body, ...invocationMethod } = payload;
      const message = {
        ...body,
        headers: payload.headers,
        payload: { action: { invocationMethod } },
        context: { runId: id },
      };
      await log(id, 'An action message has been received');
      await log(id, 'Sending the request');
      const { headers, method, url } = payload;
      const sent = { 'content-type': 'application/json', ...headers };
      const response = await fetch(url, { method, headers: sent, body: JSON.stringify(message) });
      const text = await response.text();
      const said = response.ok ? 'has completed successfully' : 'failed';
      await log(id, `Action invocation ${said} with status code: ${response.status}`);
      if (payload.synchronized && text !== '') {
        await call('PATCH', `/v1/actions/runs/${id}/response`, { response: JSON.parse(text) });
      }
      if (!response.ok) {
        const summary = `Failed to invoke the webhook with status code: ${response.status}. Response: ${text}`;
        await call('PATCH', `/v1/actions/runs/${id}`, { status: 'FAILURE', summary });
      } else if (payload.synchronized) {
        await call('PATCH', `/v1/actions/runs/${id}`, { status: 'SUCCESS' });
      }
    },
  };
}
