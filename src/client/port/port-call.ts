import { retryAfter } from '../../backends/http/retry-after.ts';
import { AppError, type ErrorCode, messageOf } from '../../core/error.ts';
import { isObject, type JsonObject } from '../../core/json.ts';
import type { Credentials } from '../server/credentials.ts';

/** Port's address and the credentials for it. */
export type PortServer = { url: string; client: Credentials };

/** Calls Port's API and returns the body of an answer with `ok: true`; rejects with AppError for any other answer. */
export type PortCall = (method: string, path: string, body?: object) => Promise<JsonObject>;

/** The default address of Port's API. */
export const defaultPortUrl = 'https://api.port.io';

const requestTimeoutMs = 60_000;
const maxAttempts = 5;

/** Opens Port's API. The token is fetched with the first call; a 429 is retried, because Port limits the rate of calls. */
export function openPort({ url, client }: PortServer): PortCall {
  let token: Promise<string> | null = null;

  async function fetchToken(): Promise<string> {
    const credentials = { clientId: client.id, clientSecret: client.secret };
    const { accessToken } = await send('POST', '/v1/auth/access_token', credentials, {});
    if (typeof accessToken === 'string') return accessToken;
    throw new AppError('unavailable', `${url} did not answer with an access token.`);
  }

  async function send(method: string, path: string, body: object | undefined, headers: Record<string, string>) {
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetchOnce(method, `${url}${path}`, body, headers);
      if (response.status !== 429 || attempt === maxAttempts) return readAnswer(response, `${method} ${path}`);
      const seconds = retryAfter(response.headers.get('retry-after') ?? undefined, Date.now()) ?? attempt;
      await new Promise((resolve) => setTimeout(resolve, Math.min(60, seconds) * 1000));
    }
  }

  async function fetchOnce(method: string, address: string, body: object | undefined, headers: Record<string, string>) {
    try {
      return await fetch(address, {
        method,
        headers: { ...headers, accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
        // A redirect could carry the credentials elsewhere.
        redirect: 'manual',
        signal: AbortSignal.timeout(requestTimeoutMs),
      });
    } catch (error) {
      const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
      throw new AppError('unavailable', `Port (${url}) cannot be reached: ${messageOf(cause)}.`, { cause: error });
    }
  }

  return async (method, path, body) => {
    token ??= fetchToken();
    return send(method, path, body, { authorization: `Bearer ${await token}` });
  };
}

async function readAnswer(response: Response, what: string): Promise<JsonObject> {
  const answer: unknown = await response.json().catch(() => null);
  // Port's own clients judge by `ok` in the body, not by the status.
  if (isObject(answer) && answer.ok === true) return answer;
  const message = isObject(answer) && typeof answer.message === 'string' ? answer.message : 'without a reason';
  throw new AppError(codeOf(response.status), `Port answered ${response.status} to ${what}: ${message}`);
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
