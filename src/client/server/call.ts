import { AppError, type ErrorCode, errorCodes, messageOf } from '../../core/error.ts';
import { isObject, type JsonObject } from '../../core/json.ts';

/** A server and how to authenticate with it; GitHub's tokens are valid for one call, so each call gets its own. */
export type Server = {
  /** Base URL without a trailing slash. */
  url: string;
  /** The value of the `authorization` header. */
  authorize(): Promise<string>;
};

const requestTimeoutMs = 60_000;

/**
 * Posts JSON, or reads when there is no body, and returns the answer's body. Rejects with AppError unless it has `ok: true`, with the server's message and
 * details, or the reason why there is no answer.
 */
export async function callServer(
  { url, authorize }: Server,
  path: string,
  body?: object,
  method = body === undefined ? 'GET' : 'POST',
  timeoutMs = requestTimeoutMs,
): Promise<JsonObject> {
  const authorization = await authorize();
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      // A redirect could carry the credentials elsewhere.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    text = await response.text();
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') {
      const doubt = `, so it is unknown whether ${path} was carried out. Run a plan to find out`;
      const message = `The server ${url} did not answer within ${Math.ceil(timeoutMs / 1000)} seconds${body === undefined ? '' : doubt}.`;
      throw new AppError('unavailable', message, { cause: error });
    }
    throw new AppError('unavailable', `The server ${url} cannot be reached: ${whyUnreachable(error)}.`, {
      cause: error,
    });
  }
  return readAnswer(url, path, response.status, text);
}

/** Reads an answer's body; throws AppError unless it has `ok: true`. */
export function readAnswer(url: string, path: string, status: number, text: string): JsonObject {
  const answer = parse(text);
  if (!isObject(answer) || typeof answer.ok !== 'boolean') {
    const message = `${url} answered ${status} to ${path}, but not the way this service does. Is the address right?`;
    throw new AppError('unavailable', message);
  }
  if (answer.ok) return answer;
  if (status === 404 && new URL(url).pathname !== '/') {
    const address = `${url} answers but has no ${path}; the server's address is probably just ${new URL(url).origin}`;
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

/** Normalizes a server's address for the audience of tokens. Throws `invalid_request` unless secrets may be sent to it. */
export function serverUrlOf(text: string): string {
  const meant = withScheme(text);
  if (meant !== null) {
    const message = `The server's address ${JSON.stringify(text)} begins with neither https:// nor http://. Did you mean ${meant}?`;
    throw new AppError('invalid_request', message);
  }
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLocal = url !== null && isThisMachine(url);
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLocal))) {
    throw new AppError(
      'invalid_request',
      `The server's address must begin with https://, but ${JSON.stringify(text)} does not: http:// is only for a server on this machine.`,
    );
  }
  return text.replace(/\/+$/, '');
}

/** The address with the missing scheme; null when it has one, or is not an address at all. */
function withScheme(text: string): string | null {
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text)) return null;
  const local = `http://${text}`;
  if (!URL.canParse(local)) return null;
  return isThisMachine(new URL(local)) ? local : `https://${text}`;
}

function isThisMachine({ hostname }: URL): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

/** Why a server cannot be reached: Node.js has the reason only in the cause of its error. */
export function whyUnreachable(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (messageOf(cause) === 'bad port') return 'HTTP clients refuse this port because it belongs to another protocol';
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return reasons.get(code) ?? messageOf(cause);
}

const reasons = new Map([
  ['ECONNREFUSED', 'nothing listens there'],
  ['ENOTFOUND', 'the host does not exist'],
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
