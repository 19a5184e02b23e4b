import type { Automation } from '../../src/core/automation.ts';
import type { Event } from '../../src/core/event/event.ts';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { queuedRun } from '../../src/core/run/run.ts';
import { runEvent } from '../../src/core/run/view-run.ts';
import { expandEvent } from '../../src/core/test-file/short-event.ts';

const service = { title: 'Checkout', properties: { tier: 'standard', cpuUsage: 40 }, relations: { team: 'shop' } };
const critical = { ...service, properties: { tier: 'critical', cpuUsage: 95 } };

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
};

const created = Date.parse('2026-01-01T00:00:00.000Z');
const deploy: Automation = {
  identifier: 'deploy',
  title: 'Deploy',
  publish: true,
  trigger: { type: 'automation', event: { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' } },
  invocationMethod: { type: 'WEBHOOK', url: 'https://deploy.example.com' },
};
const run = queuedRun({ id: 'r_of_the_event', eventId: 'event_before', automation: 'deploy', now: created });
const ended = { ...run, status: 'SUCCESS' as const, endedAt: created + 60_000, updatedAt: created + 60_000 };

/** The events of a run that an entity started, made as the service makes them. */
function runSamples(cause: Event): Record<string, Json> {
  const context = { automation: deploy, event: cause };
  const at = { now: created, orgId: 'org_test' };
  const sample = (before: typeof run | null, after: typeof run | typeof ended) =>
    runEvent('event_test', { before, after }, context, at) as unknown as Json;
  return {
    '`RUN_CREATED`, `ANY_RUN_CHANGE`': sample(null, run),
    '`RUN_UPDATED`, `ANY_RUN_CHANGE`': sample(run, ended),
  };
}

/** Each sample as a heading and the whole event. */
export function eventSamples(): string {
  const entities = Object.entries(samples).map(([title, short]): [string, Json] => [title, expandEvent(short)]);
  const [cause] = entities[0]?.slice(1) ?? [];
  return [...entities, ...Object.entries(runSamples(cause as unknown as Event))]
    .map(([title, event]) => `### ${title}\n\n\`\`\`json\n${JSON.stringify(event, null, 2)}\n\`\`\``)
    .join('\n\n');
}
