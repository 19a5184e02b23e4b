import type { Call, Services } from '../../src/backends/backend.ts';
import { createHttp } from '../../src/backends/http/http.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { LogLine } from '../../src/core/run/run.ts';
import { otherSystems } from './other-systems.ts';

/** Makes calls over real HTTP, with a clock of its own; `services` are those that a test cares for. */
export function callWorld(services: Partial<Services>) {
  let clock = Date.parse('2026-11-22T10:00:00Z');
  const now = () => clock;
  const http = createHttp({ allowedHosts: [], answerTimeout: 1_500 });
  const log: LogLine[] = [];
  const claims = { taken: [] as string[], contested: false };
  const all: Services = {
    ...otherSystems,
    http,
    github: null,
    claims: {
      taken: async (ids) => ids.filter((id) => claims.taken.includes(id)),
      contested: async () => claims.contested,
    },
    catalog: { upsert: () => Promise.reject(new Error('This backend writes no entity.')) },
    api: async () => null,
    now,
    orgId: 'org',
    signing: () => ({ current: 'the secret of the service connection', old: null }),
    ...services,
  };
  return {
    services: all,
    claims,
    log,
    now,
    /** Lets the test's clock run. */
    pass(seconds: number): void {
      clock += seconds * 1000;
    },
    call(method: JsonObject, shown: JsonObject = method): Call {
      return {
        runId: 'r_0123456789abcdef',
        automation: 'an_automation',
        attempt: 1,
        createdAt: clock,
        method,
        shown,
        log: (line) => void log.push(line),
        signal: new AbortController().signal,
        services: all,
      };
    },
    close: () => http.close(),
  };
}
