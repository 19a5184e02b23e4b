import { portHosts } from '../../core/definition/port-api.ts';
import { isIdentifier } from '../../core/identifiers.ts';
import { isObject, valueAt } from '../../core/json.ts';
import type { Catalog, EntityWritten, Http, NotWritten, Services } from '../backend.ts';
import { httpOutcome } from '../http/http-outcome.ts';
import { createPortTokens, type PortAccess } from './token.ts';

/** A connected real Port: resolves its API, and provides its catalog instead of the built-in one. */
export type Port = { api: Services['api']; catalog: Catalog };

/** Connects to a real Port; `now` in ms. */
export function createPort(access: PortAccess, http: Http, now: () => number): Port {
  const tokens = createPortTokens(access, http, now);
  const base = new URL(access.url);

  /** Sends with a token; if it was revoked or has expired, it is renewed once. */
  const authorized: Http = {
    async send(request) {
      const first = await tokens.get();
      if (!first.ok) return first.result;
      const result = await sendWith(first.token);
      if (result.type !== 'answer' || result.status !== 401) return result;
      const second = await tokens.get(first.token);
      return second.ok ? sendWith(second.token) : second.result;

      async function sendWith(token: string) {
        const headers = { ...request.headers, authorization: `Bearer ${token}` };
        const answer = await http.send({ ...request, headers, trusted: true });
        // Answers are stored and shown, so a token echoed in one is redacted.
        return answer.type === 'answer' ? { ...answer, text: answer.text.replaceAll(token, '[token]') } : answer;
      }
    },
  };

  return {
    async api(url) {
      if (!URL.canParse(url)) return null;
      const target = new URL(url);
      if (target.origin === base.origin && target.pathname.startsWith(base.pathname)) return { url, http: authorized };
      if (!portHosts.has(target.hostname)) return null;
      return { url: `${access.url}${target.pathname}${target.search}`, http: authorized };
    },

    catalog: {
      // No `run_id`: Port would have to know the run, and this one is ours.
      async upsert(blueprint, entity): Promise<EntityWritten | NotWritten> {
        // Two dots would stay in the path unescaped and lead out of it.
        if (!isIdentifier(blueprint)) {
          const message = 'Nothing was written: blueprintIdentifier did not render to the identifier of a blueprint';
          return { type: 'rejected', message };
        }
        const result = await authorized.send({
          method: 'POST',
          url: `${access.url}/v1/blueprints/${encodeURIComponent(blueprint)}/entities?upsert=true&merge=true`,
          headers: { 'content-type': 'application/json', 'user-agent': 'catalog-automations' },
          body: Buffer.from(JSON.stringify(entity)),
        });
        let identifier = String(entity.identifier);
        const outcome = httpOutcome(result, now(), ({ response }) => {
          const written = isObject(response) ? valueAt(response, 'entity', 'identifier') : undefined;
          if (typeof written === 'string') identifier = written;
          return { type: 'succeeded' };
        });
        if (outcome.type !== 'succeeded' && outcome.type !== 'accepted') return withMessage(outcome);
        return { type: 'written', identifier };
      },
    },
  };
}

/** Uses Port's own message if the answer has one. */
function withMessage(outcome: NotWritten): NotWritten {
  const message = isObject(outcome.response) ? outcome.response.message : undefined;
  if (typeof message !== 'string') return outcome;
  return { ...outcome, message: `Port answered ${outcome.statusCode ?? 'with an error'}: ${message}` };
}
