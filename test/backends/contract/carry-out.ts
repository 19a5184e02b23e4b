import type { Backend, Services } from '../../../src/backends/backend.ts';
import { messageOf } from '../../../src/core/error.ts';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import type { LogLine, Outcome } from '../../../src/core/run/run.ts';
import { createRedactor } from '../../../src/core/secrets/secrets.ts';
import { waitLimitMs } from '../../wait-limit.ts';
import { otherSystems } from '../other-systems.ts';
import type { Peer } from './peer.ts';

/** The value of the one secret in every method. */
export const secret = 'pa"ss/wörd 1234';

/** One attempt as the service makes it: a backend that throws is `unknown`, and what comes back is cleaned. */
export async function carryOut(backend: Backend, peer: Peer): Promise<{ outcome: Outcome; logs: LogLine[] }> {
  const method = peer.method(secret);
  const shown = peer.method('[secret TOKEN]');
  peer.method(secret);
  const logs: LogLine[] = [];
  const services: Services = {
    ...otherSystems,
    http: { send: async () => ({ type: 'refused', message: 'This backend sends nothing over plain HTTP.' }) },
    github: null,
    catalog: { upsert: () => Promise.reject(new Error('This backend writes no entity.')) },
    claims: { taken: async () => [], contested: async () => false },
    api: async () => null,
    now: () => Date.parse('2026-11-22T10:00:00Z'),
    orgId: 'org',
    signing: () => ({ current: 'the secret that signs', old: null }),
    ...peer.services,
  };
  const call = {
    runId: 'r_0123456789abcdef',
    automation: 'an_automation',
    attempt: 1,
    createdAt: services.now(),
    method,
    shown,
    log: (line: LogLine) => void logs.push(line),
    signal: AbortSignal.timeout(waitLimitMs),
    services,
  };
  const made = await backend
    .invoke(call)
    .catch((error: unknown): Outcome => ({ type: 'unknown', message: messageOf(error) }));
  const scrub = createRedactor({ TOKEN: secret }, (text) => Buffer.from(text).toString('base64'), {
    real: method,
    shown,
  });
  return {
    outcome: scrub.json(made as JsonObject & Outcome),
    logs: scrub.json(logs as LogLine[] & Json),
  };
}
