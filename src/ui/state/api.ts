import { signal } from '@preact/signals';

/** A refusal of the service, in its own words; `status` 0 means that it did not answer. */
export class ApiError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const tokenKey = 'catalog-automations-token';

/** The token of somebody who signed in with the client's credentials; it ends with the tab. */
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
): Promise<T> {
  const headers = { ...credentials(), ...(body !== undefined && { 'content-type': 'application/json' }), ...more };
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await fetch(path, init).catch(() => {
    throw new ApiError(0, 'The service does not answer');
  });
  const answer = (await response.json().catch(() => ({}))) as { message?: string };
  if (!response.ok) throw new ApiError(response.status, answer.message ?? `The service answered ${response.status}`);
  return answer as T;
}
