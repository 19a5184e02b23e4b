import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, type ErrorCode, messageOf } from '../core/error.ts';
import { schemaProblems } from './schema-problems.ts';
import { statuses } from './statuses.ts';

/** The framework's own refusals, by code, with our messages. */
const frameworkErrors: Record<string, { code: ErrorCode; message: string }> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: 'unsupported_media_type',
    message: 'The body must be JSON, with the header Content-Type: application/json',
  },
  FST_ERR_BAD_URL: {
    code: 'invalid_request',
    message:
      'The path is not a valid URL: a percent sign must be followed by two hexadecimal digits that make valid UTF-8',
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    code: 'invalid_request',
    message: 'The length of the body does not match Content-Length',
  },
};

/** What the database refuses to store, by code; earlier, finer checks name the field. */
const unstorable: Record<string, string> = {
  '22021': 'The text contains a NUL character, which cannot be stored',
  '22P05': 'The text contains a NUL character, which cannot be stored',
  '22003': 'A number is out of range',
  '22008': 'A time is out of range',
  '54000': 'A name is too long to be stored',
};

/** Outages that an operator has to end, by the database's code: waiting does not help. */
const outages: Record<string, string> = {
  '53100': 'The disk of the database is full: nothing can be stored until there is space',
};

/** When to retry after a temporary refusal, in seconds. */
const comeBack = '2';

/**
 * The one place where errors become responses, in Port's envelope. Unexpected errors get a constant text. `isOutage`
 * recognizes temporary database failures.
 */
export function answerErrors(server: FastifyInstance, isOutage: (error: unknown) => boolean): void {
  server.addHook('onRequest', async (request) => {
    // No name contains a NUL, and the database does not store one.
    if (request.url.includes('%00')) throw new AppError('invalid_request', 'The URL contains a NUL character (%00)');
  });

  server.setErrorHandler((error: FastifyError | AppError, request, reply) => {
    if (error instanceof AppError || !isOutage(error)) return answerError(error, request, reply);
    // Work for a client that has left may outlive the server, and find the database closed: that is no outage.
    // The socket says it: a response that waits for an earlier one on its connection does not know that it was closed.
    const level = request.raw.socket.destroyed ? 'info' : 'error';
    request.log[level]({ err: error }, 'a request failed because the database does not answer');
    return answerError(outageError(error), request, reply);
  });
}

/** The answer to a request while the database fails, naming what an operator has to end. */
export function outageError(cause: unknown): AppError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const message = outages[code] ?? 'The database does not answer; try again in a moment';
  return new AppError('unavailable', message, { cause });
}

/** The answer to a request that failed. */
export function answerError(error: FastifyError | AppError, request: FastifyRequest, reply: FastifyReply) {
  const known = asAppError(error, request.routeOptions.bodyLimit);
  if (known === null) {
    request.log.error({ err: error }, 'a request failed with an internal error');
    return reply.code(500).send({ ok: false, error: 'internal_error', message: 'Internal error; see the service log' });
  }
  const status = statuses[known.code];
  // A refusal has no cause. Overload refuses hundreds a second: a line for each would add to the load.
  if (status >= 500 && known.cause !== undefined)
    request.log.warn({ err: known }, 'a request is answered with a server error');
  if (known.code === 'unauthorized') reply.header('www-authenticate', 'Bearer, Basic realm="catalog-automations"');
  const comesLater = status === 429 || status === 503;
  if (comesLater && !reply.hasHeader('retry-after')) reply.header('retry-after', comeBack);
  const { code, details } = known;
  const message = echoing.has(code) ? cut(known.message) : known.message;
  return reply.code(status).send({ ok: false, error: code, message, ...(details !== undefined && { details }) });
}

/** Refusals that repeat a name from the request, and so have to be shortened; those of content quote it on purpose. */
const echoing: ReadonlySet<ErrorCode> = new Set(['invalid_request', 'not_found', 'method_not_allowed', 'conflict']);

/** The longest message with a caller's text in it, in characters. */
const maxLength = 400;

/** Shortens a message in the middle: what is wrong is said at the ends. */
function cut(message: string): string {
  const half = maxLength / 2;
  return message.length <= maxLength ? message : `${message.slice(0, half)} … ${message.slice(-half)}`;
}

/** Converts any error to an AppError; `bodyLimit` is the route's, in bytes. */
function asAppError(error: FastifyError | AppError, bodyLimit = 0): AppError | null {
  if (error instanceof AppError) return error;
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new AppError(
      'payload_too_large',
      `The body is larger than ${bodyLimit / 1024 / 1024} MiB; send less at once`,
      {
        cause: error,
      },
    );
  }
  const framework = frameworkErrors[error.code];
  if (framework !== undefined) return new AppError(framework.code, framework.message, { cause: error });
  const refused = unstorable[error.code];
  if (refused !== undefined) return new AppError('invalid_content', refused, { cause: error });
  if (error.validation !== undefined) {
    const found = schemaProblems(error.validation, error.validationContext ?? 'The request');
    const problems = found.map(({ path, message }) => ({ path, message }));
    return new AppError('invalid_content', found.map(({ sentence }) => sentence).join('; '), { details: { problems } });
  }
  if (error.statusCode === 429) return new AppError('too_many_requests', messageOf(error));
  const status = error.statusCode ?? 500;
  return status >= 400 && status < 500 ? new AppError('invalid_request', error.message, { cause: error }) : null;
}
