import { parseObject } from '../../core/json.ts';
import type { Http, HttpResult } from '../backend.ts';

/** A real Port's API and our credentials for it. */
export type PortAccess = { url: string; clientId: string; clientSecret: string };

/** An access token, or the HTTP result when there is none. */
export type PortToken = { ok: true; token: string } | { ok: false; result: HttpResult };

/** The access tokens of one Port client. */
export type PortTokens = {
  /**
   * Returns a token that is valid for a while; `refused`: a token that Port just refused, which is not returned again.
   */
  get(refused?: string): Promise<PortToken>;
};

/** A token is not used during the last minute of its life, ms: clocks may differ, and the call takes time. */
const margin = 60_000;

/** Fetches access tokens and caches the last one; concurrent calls share one request. `now` in ms. */
export function createPortTokens(
  { url, clientId, clientSecret }: PortAccess,
  http: Http,
  now: () => number,
): PortTokens {
  let kept: { token: string; until: number } | null = null;
  let asking: Promise<PortToken> | null = null;

  async function fetchToken(): Promise<PortToken> {
    const result = await http.send({
      method: 'POST',
      url: `${url}/v1/auth/access_token`,
      headers: { 'content-type': 'application/json', accept: 'application/json', 'user-agent': 'catalog-automations' },
      body: Buffer.from(JSON.stringify({ clientId, clientSecret })),
      trusted: true,
    });
    const answer = result.type === 'answer' && result.status < 300 ? parseObject(result.text) : null;
    if (typeof answer?.accessToken === 'string') {
      const lifetime = typeof answer.expiresIn === 'number' ? answer.expiresIn * 1000 : 0;
      kept = { token: answer.accessToken, until: now() + Math.max(lifetime - margin, lifetime / 2) };
      return { ok: true, token: kept.token };
    }
    return { ok: false, result: withoutToken(result, clientSecret) };
  }

  return {
    async get(refused) {
      if (kept !== null && kept.token !== refused && now() < kept.until) return { ok: true, token: kept.token };
      asking ??= fetchToken().finally(() => {
        asking = null;
      });
      return asking;
    },
  };
}

/** The result for a call without a token: it was certainly not made. */
function withoutToken(result: HttpResult, secret: string): HttpResult {
  if (result.type !== 'answer') {
    const type = result.type === 'refused' ? 'refused' : 'unsent';
    return { type, message: `Port gave no access token: ${result.message}` };
  }
  if (result.status < 300)
    return { type: 'unsent', message: 'Port answered the request for an access token without one' };
  return { ...result, text: result.text.replaceAll(secret, '[secret]') };
}
