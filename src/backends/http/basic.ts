import { credentialsIn } from '../../core/definition/http-call.ts';

/**
 * Adds the name and password in a URL as Basic authorization, which every client but undici does itself. Authorization
 * given by the caller wins.
 */
export function withBasic(url: URL, headers: Readonly<Record<string, string>>): Record<string, string> {
  const credentials = credentialsIn(url);
  const isGiven = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
  if (credentials === null || isGiven) return { ...headers };
  return { ...headers, authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}
