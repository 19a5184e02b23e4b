import type { ErrorCode } from '../core/error.ts';

/** The HTTP status of each error code. */
export const statuses: Readonly<Record<ErrorCode, number>> = {
  invalid_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  precondition_failed: 412,
  payload_too_large: 413,
  unsupported_media_type: 415,
  invalid_content: 422,
  too_many_requests: 429,
  internal_error: 500,
  unavailable: 503,
};
