import type { HttpRequest, HttpResult } from '../../backends/backend.ts';
import { retryAfter } from '../../backends/http/retry-after.ts';
import { createPortTokens } from '../../backends/port/token.ts';
import { AppError, type ErrorCode, messageOf } from '../../core/error.ts';
import { type JsonObject, parseObject } from '../../core/json.ts';
import type { Credentials } from '../server/credentials.ts';

/** Port's address and the credentials for it. */
export type PortServer = { url: string; client: Credentials };

/** Calls Port's API and returns the body of an answer with `ok: true`; rejects with AppError for any other answer. */
export type PortCall = (method: string, path: string, body?: object) => Promise<JsonObject>;

/** The default address of Port's API. */
export const defaultPortUrl = 'https://api.port.io';

type PortAnswer = Extract<HttpResult, { type: 'answer' }>;

const requestTimeoutMs = 60_000;
const maxAttempts = 5;

/** Opens Port's API. The token is fetched with the first call; a 429 is retried, because Port limits the rate of calls. */
export function openPort({ url, client }: PortServer): PortCall {
  const access = { url, clientId: client.id, clientSecret: client.secret };
  const tokens = createPortTokens(access, { send }, Date.now);

  async function send(request: HttpRequest): Promise<PortAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await sendOnce(request);
      if (answer.status !== 429 || attempt === maxAttempts) return answer;
      const seconds = retryAfter(answer.headers['retry-after'], Date.now()) ?? attempt;
      await new Promise((resolve) => setTimeout(resolve, Math.min(60, seconds) * 1000));
    }
  }

  async function sendOnce({ method, url: address, headers, body }: HttpRequest): Promise<PortAnswer> {
    try {
      const response = await fetch(address, {
        method,
        headers,
        ...(body && { body }),
        // A redirect could carry the credentials elsewhere.
        redirect: 'manual',
        signal: AbortSignal.timeout(requestTimeoutMs),
      });
      const text = await response.text().catch(() => '');
      const { status } = response;
      return { type: 'answer', status, headers: Object.fromEntries(response.headers), text, truncated: false };
    } catch (error) {
      const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
      throw new AppError('unavailable', `Port (${url}) cannot be reached: ${messageOf(cause)}.`, { cause: error });
    }
  }

  async function fetchToken(): Promise<string> {
    const token = await tokens.get();
    if (token.ok) return token.token;
    if (token.result.type === 'answer') readAnswer(token.result, 'POST /v1/auth/access_token');
    throw new AppError('unavailable', `${url} did not answer with an access token.`);
  }

  return async (method, path, body) => {
    const headers = {
      authorization: `Bearer ${await fetchToken()}`,
      accept: 'application/json',
      ...(body && { 'content-type': 'application/json' }),
    };
    const bytes = body && Buffer.from(JSON.stringify(body));
    return readAnswer(await send({ method, url: `${url}${path}`, headers, body: bytes }), `${method} ${path}`);
  };
}

function readAnswer({ status, text }: PortAnswer, what: string): JsonObject {
  const answer = parseObject(text);
  // Port's own clients judge by `ok` in the body, not by the status.
  if (answer?.ok === true) return answer;
  const message = typeof answer?.message === 'string' ? answer.message : 'without a reason';
  throw new AppError(codeOf(status), `Port answered ${status} to ${what}: ${message}`);
}

function codeOf(status: number): ErrorCode {
  return codes[status] ?? 'unavailable';
}

/** What Port's statuses mean; any other one may pass. */
const codes: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  422: 'invalid_content',
  429: 'too_many_requests',
  500: 'internal_error',
  503: 'unavailable',
};
