import type { JsonObject } from '../../src/core/json.ts';
import { expandEvent } from '../../src/core/test-file/short-event.ts';

const service = { title: 'Checkout', properties: { tier: 'standard', cpuUsage: 40 }, relations: { team: 'shop' } };
const critical = { ...service, properties: { tier: 'critical', cpuUsage: 95 } };
const run = { properties: {}, requiredApproval: false, source: 'AUTOMATION' };

/** An event of each kind in the short form of tests; what it leaves out is filled in as tests do it. */
const samples: Record<string, JsonObject> = {
  '`ENTITY_CREATED`, `ANY_ENTITY_CHANGE`': {
    type: 'ENTITY_CREATED',
    blueprint: 'service',
    entity: 'checkout',
    after: service,
  },
  '`ENTITY_UPDATED`, `ANY_ENTITY_CHANGE`': {
    type: 'ENTITY_UPDATED',
    blueprint: 'service',
    entity: 'checkout',
    before: service,
    after: critical,
  },
  '`ENTITY_DELETED`, `ANY_ENTITY_CHANGE`': {
    type: 'ENTITY_DELETED',
    blueprint: 'service',
    entity: 'checkout',
    before: critical,
  },
  '`TIMER_PROPERTY_EXPIRED`': {
    type: 'TIMER_PROPERTY_EXPIRED',
    blueprint: 'environment',
    entity: 'preview-42',
    property: 'ttl',
    after: { title: 'Preview 42', properties: { ttl: '2026-01-01T00:00:00.000Z' } },
  },
  '`RUN_CREATED`, `ANY_RUN_CHANGE`': { type: 'RUN_CREATED', action: 'deploy', after: run },
  '`RUN_UPDATED`, `ANY_RUN_CHANGE`': {
    type: 'RUN_UPDATED',
    action: 'deploy',
    before: run,
    after: { ...run, status: 'SUCCESS', endedAt: '2026-01-01T00:01:00.000Z' },
  },
};

/** Each sample as a heading and the whole event. */
export function eventSamples(): string {
  return Object.entries(samples)
    .map(([title, short]) => `### ${title}\n\n\`\`\`json\n${JSON.stringify(expandEvent(short), null, 2)}\n\`\`\``)
    .join('\n\n');
}
