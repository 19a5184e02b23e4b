import { credentialsIn } from '../../core/definition/http-call.ts';

/**
 * The headers of a call with the name and password that its URL holds, which every client sends as Basic authorization and
 * undici does not. Authorization that the caller gives wins.
 */
export function withBasic(url: URL, headers: Readonly<Record<string, string>>): Record<string, string> {
  const credentials = credentialsIn(url);
  const isGiven = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
  if (credentials === null || isGiven) return { ...headers };
  return { ...headers, authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}
