import { AppError } from '../../core/error.ts';
import type { EnvironmentVariables } from '../variable.ts';

/** The proxies for outgoing calls; an empty address: none. `noProxy` lists hosts that are called directly. */
export type Proxies = { httpProxy: string; httpsProxy: string; noProxy: string };

/** The environment variables that name proxies, as curl, git and GitHub's toolkit read them: lower case wins. */
export const proxyVariables = { httpProxy: 'HTTP_PROXY', httpsProxy: 'HTTPS_PROXY', noProxy: 'NO_PROXY' } as const;

/** Reads the proxies from the environment, or null; `problems` gets a sentence about each invalid one. */
export function readProxies(environment: EnvironmentVariables, problems: string[]): Proxies | null {
  const text = (name: string): string => (environment[name.toLowerCase()] || environment[name] || '').trim();
  const address = (name: string): string => {
    const value = text(name);
    if (value === '' || (/^https?:\/\/[^/]/i.test(value) && URL.canParse(value))) return value;
    problems.push(`${name} must be the address of a proxy that begins with http:// or https:// (it is not shown)`);
    return '';
  };
  const proxies = {
    httpProxy: address(proxyVariables.httpProxy),
    httpsProxy: address(proxyVariables.httpsProxy),
    noProxy: text(proxyVariables.noProxy),
  };
  return proxies.httpProxy === '' && proxies.httpsProxy === '' ? null : proxies;
}

/**
 * Routes this process's `fetch` through the environment's proxies, which Node.js 20 ignores. The client is loaded only
 * if there is a proxy. Rejects with AppError for an invalid address.
 */
export async function fetchThroughProxies(environment: EnvironmentVariables): Promise<void> {
  const problems: string[] = [];
  const proxies = readProxies(environment, problems);
  if (problems.length > 0) throw new AppError('invalid_request', `${problems.join('; ')}.`);
  if (proxies === null) return;
  // When bundled, a CommonJS package has its exports only on the default export.
  const { EnvHttpProxyAgent, setGlobalDispatcher } = (await import('undici')).default;
  setGlobalDispatcher(new EnvHttpProxyAgent(proxies));
}
