import { signal } from '@preact/signals';

/** A refusal of the service, in its own words; `status` 0 means that it did not answer. */
export class ApiError extends Error {
  readonly status: number;
  /** The details of a refusal, such as the current state instead of the expected one. */
  readonly details: unknown;
  constructor(status: number, message: string, details?: unknown) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

const tokenKey = 'catalog-automations-token';

/** The token of a sign-in with the client's credentials; it ends with the tab. */
export const token = signal(sessionStorage.getItem(tokenKey));

/** Keeps or forgets the token. */
export function keepToken(value: string | null): void {
  token.value = value;
  if (value === null) sessionStorage.removeItem(tokenKey);
  else sessionStorage.setItem(tokenKey, value);
}

/** The headers that every call carries. */
export function credentials(): Record<string, string> {
  return token.value === null ? {} : { authorization: `Bearer ${token.value}` };
}

/** Calls the API; the answer's envelope is the caller's to name. */
export async function call<T>(
  method: string,
  path: string,
  body?: unknown,
  more: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Promise<T> {
  const headers = { ...credentials(), ...(body !== undefined && { 'content-type': 'application/json' }), ...more };
  const init = {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  };
  const response = await fetch(path, init).catch(() => {
    throw new ApiError(0, 'The service does not answer');
  });
  const answer = (await response.json().catch(() => ({}))) as { message?: string; details?: unknown };
  if (!response.ok) {
    const message = answer.message ?? `The service answered ${response.status}`;
    throw new ApiError(response.status, message, answer.details);
  }
  return answer as T;
}
