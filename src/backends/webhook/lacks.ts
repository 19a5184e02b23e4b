import { isPortApi } from '../../core/definition/port-api.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Setup } from '../backend.ts';
import { isTrue } from './method.ts';

/** The paths of Port's API that the built-in catalog answers. */
const builtIn = /^https:\/\/[^/]+\/v1\/(?:blueprints\/[^?]+\/entities|entities\/search|actions\/runs\/)/i;

/** What the service lacks for a webhook: the right to call a private host, or a real Port. */
export async function webhookLacks(method: JsonObject, setup: Setup): Promise<string | null> {
  const { url } = method;
  // An agent calls from its own network.
  if (typeof url !== 'string' || isTrue(method.agent)) return null;
  if (isPortApi(url)) {
    return setup.port || builtIn.test(url.trim())
      ? null
      : "It calls Port's API, but the service is not connected to a Port (PORT_API_URL), and its own catalog has only entities and runs.";
  }
  const base = beginningOf(url);
  if (base === null || !(await setup.isPrivate(base))) return null;
  return `It calls ${new URL(base).host}, which is a private address, and the service does not allow that (ALLOWED_HOSTS).`;
}

/** The scheme and host of a URL that may continue with templates; null when a template makes the host. */
function beginningOf(url: string): string | null {
  const [base = ''] = /^\s*https?:\/\/[^/?#\s]+/i.exec(url) ?? [];
  return base.includes('{{') || !URL.canParse(base.trim()) ? null : base.trim();
}
