import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { httpAddress } from '../../core/definition/http-call.ts';
import { isPrivateAddress } from './addresses.ts';
import { type HttpOptions, isAllowed } from './http.ts';

/** The addresses of a host; rejects for one that does not exist. */
type Resolve = (host: string) => Promise<readonly string[]>;

/**
 * Tells, before anything is called, whether the HTTP client would refuse a URL because its host is private. Behind a
 * proxy that is up to the proxy, and a host that cannot be resolved now is not known to be private.
 */
export function createPrivacyCheck(
  { allowedHosts, proxies = null }: Pick<HttpOptions, 'allowedHosts' | 'proxies'>,
  resolve: Resolve = resolveAll,
): (url: string) => Promise<boolean> {
  const allowed = allowedHosts.map((name) => name.toLowerCase());
  return async (text) => {
    const url = httpAddress(text);
    if (url === null || proxies !== null || isAllowed(url, allowed)) return false;
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0) return isPrivateAddress(host);
    const addresses = await resolve(host).catch(() => []);
    return addresses.some(isPrivateAddress);
  };
}

async function resolveAll(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}
