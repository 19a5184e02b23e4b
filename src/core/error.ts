/**
 * Whether to retry after an error: `never` (it would fail again), `later` (it may pass), or `unknown` (the call may
 * have had an effect).
 */
export type RetryClass = 'never' | 'later' | 'unknown';

/**
 * The error codes of the API, each with its HTTP status. The web layer turns an `AppError` into Port's envelope; any
 * other error is a bug and returns 500 with a fixed message.
 */
export const errorCodes = {
  invalid_request: { status: 400, retry: 'never' },
  unauthorized: { status: 401, retry: 'never' },
  forbidden: { status: 403, retry: 'never' },
  not_found: { status: 404, retry: 'never' },
  conflict: { status: 409, retry: 'never' },
  payload_too_large: { status: 413, retry: 'never' },
  unsupported_media_type: { status: 415, retry: 'never' },
  invalid_content: { status: 422, retry: 'never' },
  too_many_requests: { status: 429, retry: 'later' },
  internal_error: { status: 500, retry: 'unknown' },
  unavailable: { status: 503, retry: 'later' },
} as const satisfies Record<string, { status: number; retry: RetryClass }>;

/** A code of `errorCodes`. */
export type ErrorCode = keyof typeof errorCodes;

/** The one exception class of the project. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly retry: RetryClass;
  /** Machine-readable details for the caller, such as the path of an invalid field. */
  readonly details: unknown;

  constructor(code: ErrorCode, message: string, options: { details?: unknown; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.status = errorCodes[code].status;
    this.retry = errorCodes[code].retry;
    this.details = options.details;
  }
}

/** The message of any thrown value. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  try {
    return String(thrown);
  } catch {
    // An object without a prototype, or whose toString fails.
    return 'An unprintable value was thrown.';
  }
}

/**
 * An error in a form that is safe to log: what happened and where. Other properties are omitted, because a database
 * error contains the values of the statement, which may be personal data.
 */
export function errorView(thrown: unknown): object {
  if (!(thrown instanceof Error)) return { message: String(thrown) };
  const { message, stack, cause } = thrown;
  const code = 'code' in thrown ? { code: String(thrown.code) } : {};
  return { message, ...code, stack, ...(cause !== undefined && { cause: errorView(cause) }) };
}
