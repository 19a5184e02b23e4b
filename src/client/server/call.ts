import { AppError, type ErrorCode, errorCodes, messageOf } from '../../core/error.ts';
import { isObject, type JsonObject } from '../../core/json.ts';

/** A server and who we are to it; a token of GitHub is good for one call, so it is made for each. */
export type Server = {
  /** Base URL without a trailing slash. */
  url: string;
  /** The value of the `authorization` header. */
  authorize(): Promise<string>;
};

const requestTimeoutMs = 60_000;

/**
 * Posts JSON and returns the answer's body. Rejects with AppError for anything else than `ok: true`: the server's own
 * message and details, or why there was no such answer.
 */
export async function callServer({ url, authorize }: Server, path: string, body: object): Promise<JsonObject> {
  const authorization = await authorize();
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      // A redirect could carry the credentials elsewhere.
      redirect: 'manual',
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    text = await response.text();
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') {
      const message = `The server ${url} gave no answer within ${requestTimeoutMs / 1000} seconds; whether it did what ${path} asks is not known. A plan tells.`;
      throw new AppError('unavailable', message, { cause: error });
    }
    throw new AppError('unavailable', `The server ${url} cannot be reached: ${whyUnreachable(error)}.`, {
      cause: error,
    });
  }
  const answer = parse(text);
  if (!isObject(answer) || typeof answer.ok !== 'boolean') {
    const message = `${url} answered ${response.status} to ${path}, and not as this service does. Is the address right?`;
    throw new AppError('unavailable', message);
  }
  if (answer.ok) return answer;
  if (response.status === 404 && new URL(url).pathname !== '/') {
    const address = `${url} answers, and has no ${path}; the server's address is probably ${new URL(url).origin} alone`;
    throw new AppError('not_found', `${address}.`);
  }
  const { error, message, details } = answer;
  throw new AppError(
    isCode(error) ? error : 'internal_error',
    typeof message === 'string' ? message : `${path} failed`,
    {
      details,
    },
  );
}

/** A server's address as the audience of tokens has it. Throws `invalid_request` for one that secrets must not go to. */
export function serverUrlOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLocal = url !== null && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLocal))) {
    throw new AppError(
      'invalid_request',
      `The server's address must begin with https://, and ${JSON.stringify(text)} does not.`,
    );
  }
  return text.replace(/\/+$/, '');
}

/** Node.js says it in words of its own, and why it gave up only in the cause. */
function whyUnreachable(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (messageOf(cause) === 'bad port') return 'no client calls this port, for it belongs to another protocol';
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return reasons.get(code) ?? messageOf(cause);
}

const reasons = new Map([
  ['ECONNREFUSED', 'nothing listens there'],
  ['ENOTFOUND', 'there is no such host'],
]);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isCode(error: unknown): error is ErrorCode {
  return typeof error === 'string' && Object.hasOwn(errorCodes, error);
}
