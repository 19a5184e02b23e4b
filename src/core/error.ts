/**
 * Whether to retry after an error: `never` (it would fail again), `later` (it may pass), or `unknown` (the call may
 * have had an effect).
 */
export type RetryClass = 'never' | 'later' | 'unknown';

/**
 * The error codes of the API, and whether to retry. The web layer turns an `AppError` into a status and Port's envelope; any
 * other error is a bug and returns 500 with a fixed message.
 */
export const errorCodes = {
  invalid_request: 'never',
  unauthorized: 'never',
  forbidden: 'never',
  not_found: 'never',
  method_not_allowed: 'never',
  conflict: 'never',
  precondition_failed: 'never',
  payload_too_large: 'never',
  unsupported_media_type: 'never',
  invalid_content: 'never',
  too_many_requests: 'later',
  internal_error: 'unknown',
  unavailable: 'later',
} as const satisfies Record<string, RetryClass>;

/** A code of `errorCodes`. */
export type ErrorCode = keyof typeof errorCodes;

/** The one exception class of the project. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly retry: RetryClass;
  /** Machine-readable details for the caller, such as the path of an invalid field. */
  readonly details: unknown;

  constructor(code: ErrorCode, message: string, options: { details?: unknown; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.retry = errorCodes[code];
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
