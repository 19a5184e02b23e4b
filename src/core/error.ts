/** How an error may be met: `never` (repeat is useless), `later` (it may pass), `unknown` (it may have taken effect). */
export type RetryClass = 'never' | 'later' | 'unknown';

/**
 * Every error of ours: stable code, HTTP status, the sentence for whoever asked. The web layer turns it into Port's
 * envelope; anything that is not one is a bug and answers 500 with a constant text.
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
  /** Machine-readable particulars, such as the path of a wrong field; shown to the caller. */
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

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  try {
    return String(thrown);
  } catch {
    // An object without a prototype, or one whose own text fails.
    return 'Something was thrown that has no text.';
  }
}

/**
 * An error as a log may show it: what happened and where. Not the rest of it: a database's error carries the statement's
 * values, which are other people's data.
 */
export function errorView(thrown: unknown): object {
  if (!(thrown instanceof Error)) return { message: String(thrown) };
  const { message, stack, cause } = thrown;
  const code = 'code' in thrown ? { code: String(thrown.code) } : {};
  return { message, ...code, stack, ...(cause !== undefined && { cause: errorView(cause) }) };
}
