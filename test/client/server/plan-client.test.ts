import { describe, expect, test } from 'vitest';
import type { CheckoutSet } from '../../../src/client/server/checkout-set.ts';
import { createPlanClient } from '../../../src/client/server/plan-client.ts';
import { createSyncClient } from '../../../src/client/server/sync-client.ts';
import type { Automation } from '../../../src/core/automation.ts';
import { startLoopback } from '../../fakes/loopback.ts';

const automation = { identifier: 'page' } as Automation;
const set: CheckoutSet = {
  ...{ path: 'automations', source: 'acme/catalog', complete: true },
  definitions: [{ file: 'automations/page.yml', automation, line: 3 }],
};
const plan = { source: 'acme/catalog:automations', hash: 'p_1', changes: [], deletes: { count: 0 }, warnings: [] };

/** A service that refuses its first request with this message. */
async function refusing(message: string) {
  const asked: CheckoutSet[] = [];
  const loopback = await startLoopback((request, response) => {
    asked.push(JSON.parse(String(request.body)) as CheckoutSet);
    const refusal = { ok: false, error: 'invalid_content', message };
    const [status, body] = asked.length === 1 ? [422, refusal] : [200, { ok: true, plan }];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  const server = { url: loopback.url, authorize: async () => 'Basic x' };
  return { asked, server, [Symbol.asyncDispose]: () => loopback[Symbol.asyncDispose]() };
}

describe('client/server/plan-client', () => {
  test.each([
    ['plan', 'The body at /definitions/0 has no field line'],
    ['sync', 'The body at /definitions/0 has no field line'],
    ['plan', 'Unknown field `line` at /definitions/0'],
  ] as const)('an older service gets a %s without lines: %s', async (what, message) => {
    await using here = await refusing(message);
    if (what === 'plan') await createPlanClient(here.server).plan(set);
    else expect((await createSyncClient(here.server).sync(set)).applied).toBe(true);
    expect(here.asked.map(({ definitions }) => definitions)).toEqual([
      set.definitions,
      [{ file: 'automations/page.yml', automation }],
    ]);
  });

  test('any other refusal is reported', async () => {
    await using here = await refusing('Not every definition is valid.');
    await expect(createPlanClient(here.server).plan(set)).rejects.toThrow('Not every definition is valid.');
    expect(here.asked).toHaveLength(1);
  });
});
