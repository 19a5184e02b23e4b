// What matching costs per event, in CPU time of all threads, beside one call of jq per condition in the same run.
import { loadJq } from 'jq-wasm';
import type { Automation } from '../../src/core/automation.ts';
import type { EntityEvent } from '../../src/core/event/event.ts';
import { match } from '../../src/core/match/match.ts';
import { indexTriggers } from '../../src/core/match/trigger-index.ts';
import { createJq } from '../../src/jq/jq.ts';

const sizes = [1, 10, 100, 1000];
const statuses = ['Healthy', 'Unhealthy', 'Open', 'In Progress', 'Started', 'triggered', 'Passed', 'Not passed'];

/** Conditions as people write them; `n` makes automations differ, as far as one blueprint's properties and teams go. */
const conditions: readonly ((n: number) => string[])[] = [
  (n) => [
    `.diff.before.properties.status == "${statuses[n % 8]}"`,
    `.diff.after.properties.status == "${statuses[(n + 1) % 8]}"`,
  ],
  (n) => [`.diff.after.properties.type == "Type ${n % 30}"`],
  () => ['.diff.after.relations.namespace == null', '.diff.before.relations.namespace != null'],
  (n) => [`.diff.before.team | index("team-${n % 20}") == null`, `.diff.after.team | index("team-${n % 20}") != null`],
  (n) => [
    `.diff.after.properties.lock_${n % 12} != .diff.before.properties.lock_${n % 12} or .diff.after.title != .diff.before.title`,
  ],
  (n) => [`.diff.before.properties.status == "Open"`, `.diff.after.properties.status | IN("DECLINED", "P${n}")`],
  () => ['.diff.after.scorecardsStats < .diff.before.scorecardsStats'],
  (n) => [
    '.diff.after.properties.mtbf',
    `(.diff.after.properties.mtbf / .diff.after.properties.target * 100) < .diff.after.properties.critical - ${n + 100}`,
  ],
  (n) => [
    `.diff.after.scorecards.readiness.level == "Level ${n % 6}"`,
    '.diff.before.scorecards.readiness.level != "Gold"',
  ],
  (n) => [`.diff.after.title | test("(?i)release-${n % 40}x")`],
];

/** One in twenty of the second mix needs jq itself, behind a plain comparison as is usual. */
const hard = (n: number) => [
  `.diff.after.properties.status == "${statuses[n % 8]}"`,
  `.diff.after.properties.tags | map(ascii_downcase) | any(. == "tag-${n}")`,
];

function automations(count: number, withHard: boolean): Automation[] {
  return Array.from({ length: count }, (_, n) => ({
    identifier: `automation-${n}`,
    trigger: {
      type: 'automation',
      event: { type: 'ENTITY_UPDATED', blueprintIdentifier: 'service' },
      condition: {
        type: 'JQ',
        expressions: withHard && n % 20 === 19 ? hard(n) : (conditions[n % conditions.length]?.(n) ?? []),
        combinator: 'and',
      },
    },
    invocationMethod: { type: 'WEBHOOK', url: 'https://example.com' },
  }));
}

function entity(n: number, turn: number) {
  return {
    identifier: `service-${n}`,
    blueprint: 'service',
    title: `Service ${n}`,
    icon: 'Service',
    team: ['team-a', `team-b${turn}`],
    properties: {
      status: statuses[(n + turn) % 8] ?? '',
      type: 'Testing',
      language: 'TypeScript',
      readme: 'A service that does what its name says. '.repeat(5),
      tags: ['Tag-1', 'tag-two'],
      mtbf: 41,
      target: 60,
      critical: n % 50,
    },
    relations: { namespace: 'production', owner: 'team-a' },
    scorecards: { readiness: { level: 'Silver' } },
    scorecardsStats: 3,
    updatedAt: '2026-01-01T00:00:00.000Z',
  };
}

const events = Array.from(
  { length: 1000 },
  (_, n): EntityEvent => ({
    id: `event-${n}`,
    action: 'UPDATE',
    resourceType: 'entity',
    trigger: { by: { orgId: 'org', userId: 'user' }, origin: 'UI', at: '2026-01-01T00:00:00.000Z' },
    context: { blueprintIdentifier: 'service', entityIdentifier: `service-${n}`, propertyIdentifier: null },
    diff: { before: entity(n, 0), after: entity(n, 1) },
  }),
);

/** Microseconds of CPU that `work` takes, over all threads of the process; the least of some tries. */
async function cpu(tries: number, work: () => Promise<unknown> | unknown): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let times = 0; times < tries; times++) {
    const before = process.cpuUsage();
    await work();
    const used = process.cpuUsage(before);
    least = Math.min(least, used.user + used.system);
  }
  return least;
}

const jq = createJq({ workerUrl: new URL('../build/jq-worker.mjs', import.meta.url) });
const alone = await loadJq();
const text = JSON.stringify(events[0]);
for (let times = 0; times < 300; times++) alone.raw(text, '.diff', ['-c']);
const table: Record<string, string | number>[] = [];

for (const withHard of [false, true]) {
  for (const count of sizes) {
    const given = automations(count, withHard);
    const index = indexTriggers(given);
    const expressions = given.flatMap(({ trigger }) => trigger.condition?.expressions ?? []);
    const sample = expressions.slice(0, 150);
    const part = await cpu(3, () => sample.map((expression) => alone.raw(text, expression, ['-c'])));
    const naive = (part / sample.length) * expressions.length;
    const row: Record<string, string | number> = {
      conditions: withHard ? '1 in 20 needs jq' : 'plain',
      automations: count,
    };
    let last = 0;
    for (const size of sizes) {
      const rounds = Math.max(1, Math.min(200, 1000 / size));
      await match(index, events, jq);
      const used = await cpu(4, async () => {
        for (let round = 0; round < rounds; round++) {
          const start = (round * size) % (events.length - size + 1);
          await match(index, events.slice(start, start + size), jq);
        }
      });
      const perEvent = used / rounds / size;
      row[`batch of ${size}`] = `${perEvent.toFixed(1)} µs`;
      last = perEvent;
    }
    row['jq per condition'] = `${Math.round(naive)} µs`;
    row.ratio = `${Math.round(naive / last)}×`;
    table.push(row);
  }
}
console.log('Matching: CPU per event; ratio: one call of jq per condition to a batch of 1,000');
console.table(table);
await jq.close();
