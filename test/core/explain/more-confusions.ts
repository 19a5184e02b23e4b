import type { TriggerEvent } from '../../../src/core/automation.ts';
import type { Event } from '../../../src/core/event/event.ts';
import type { automation } from './confusions.ts';

/** What most automations of these tests listen to. */
export const serviceUpdated: TriggerEvent = { type: 'ENTITY_UPDATED', blueprintIdentifier: 'service' };

const checks = Array.from({ length: 9 }, (_, index) => ({
  name: `c${index}`,
  state: index === 7 ? 'Failed' : 'passed',
  required: index > 5,
}));

/** An event with long lists, times, and values that are hard to tell from others. */
export const busyEvent: Event = {
  id: 'e',
  action: 'UPDATE',
  resourceType: 'entity',
  trigger: { by: {}, origin: 'UI', at: '2026-11-20T10:00:00.000Z' },
  context: { blueprintIdentifier: 'service', entityIdentifier: 'checkout', propertyIdentifier: null },
  diff: {
    before: { identifier: 'checkout', title: 'Checkout', properties: { status: 'Healthy' }, relations: {} },
    after: {
      identifier: 'checkout',
      title: 'Checkout ',
      blueprint: 'service',
      team: ['payments', 'Ops'],
      properties: {
        status: 'Failed',
        phase: 'In Progress',
        tier: 'Gold\u00a0',
        environment: 'production',
        replicas: 3,
        build: '42',
        tags: ['eu', 'Prod', 'pci'],
        checks,
        deployedAt: '2026-11-20T09:59:58.123Z',
        meta: { Region: 'eu-west-1' },
        url: null,
      },
      relations: { system: 'shop', dependsOn: ['db', 'Queue'] },
    },
  },
};

const runEvent: Event = {
  id: 'r',
  action: 'UPDATE',
  resourceType: 'run',
  trigger: { by: {}, origin: 'API', at: '2026-11-20T10:00:00.000Z' },
  context: { action: { identifier: 'scaffold_service' } },
  diff: {
    before: { id: 'r_9', status: 'IN_PROGRESS', properties: {} },
    after: { id: 'r_9', status: 'FAILURE', properties: { size: 'Large' } },
  },
} as unknown as Event;

const timerEvent: Event = {
  ...busyEvent,
  action: 'TIMER_EXPIRED',
  context: { blueprintIdentifier: 'service', entityIdentifier: 'checkout', propertyIdentifier: 'ttl' },
  diff: { before: null, after: busyEvent.diff.after },
} as Event;

type Change = Parameters<typeof automation>[1] & { on?: Event };

const after = '.diff.after';
const of = '.diff.after.properties';

/** Confusions by title: the expressions of a condition that its author believes to match the event. */
export const moreConfusions: [string, string[], Change?][] = [
  ['one of many checks', [`any(${of}.checks[]; .state == "failed" and .required)`]],
  ['a misspelt name of many checks', [`any(${of}.checks[]; .status == "Failed")`]],
  ['the check on which all failed', [`all(${of}.checks[]; .state == "passed")`]],
  ['a selection of many', [`[${of}.checks[] | select(.state == "failed")] | length > 0`]],
  ['a map of many', [`${of}.checks | map(.state == "failed") | any`]],
  ['a variable for each of many', [`[${of}.checks[] as $check | $check.state == "failed"] | any`]],
  [
    'a reduction of many',
    [`reduce ${of}.checks[] as $check (0; if $check.state == "failed" then . + 1 else . end) > 0`],
  ],
  ['a count of many', [`${of}.checks | map(select(.required)) | length == 4`]],
  ['several values, of which only the first counts', [`${of}.tags[] == "Prod"`]],
  ['several values in another case', [`${of}.tags[] == "prod"`]],
  ['the wrong element', [`${after}.team[0] == "Ops"`]],
  ['a list in another case', [`${after}.team == "ops"`]],
  ['a relation to many with a field', [`${after}.relations.dependsOn.identifier == "db"`]],
  ['a relation with a field', [`${after}.relations.system.title == "shop"`]],
  ['a relation to one as a list', [`${after}.relations.system == ["shop"]`]],
  ['a relation among the properties', [`${of}.system == "shop"`]],
  ['a team among the properties', [`${of}.team == "payments"`]],
  ['a property among the relations, with a blank', [`${after}.relations.tier == "Gold"`]],
  ['the root and the case at once', ['.properties.status == "failed"']],
  ['the root of other tools', ['.entity.properties.status == "Failed"']],
  ['three misspelt names', ['.diff.afer.propertys.stauts == "Failed"']],
  ['a misspelt field of the context', ['.context.blueprint == "service"']],
  ['a path through null', [`${of}.url.host == "x"`]],
  ['an invisible character and the case', [`${of}.tier == "gold"`]],
  ['words joined otherwise', [`${of}.phase == "IN_PROGRESS"`]],
  ['one letter too few', [`${of}.environment == "prodution"`]],
  ['two wrong sides of an and', [`${of}.status == "failed" and ${of}.build == 42`]],
  ['sides that differ in case and space', [`.context.entityIdentifier == ${after}.title`]],
  ['a number in quotes that is compared', [`${of}.replicas > "2"`]],
  ['a text that is compared with a number', [`${of}.build < 50`]],
  ['a time before now', [`${of}.deployedAt < now`]],
  ['a time with a fraction of a second', [`${of}.deployedAt | fromdateiso8601 < 2000000000`]],
  ['a length as in JavaScript', [`${of}.tags.length > 2`]],
  ['a key a level deeper', [`${after} | has("status")`]],
  ['a key in another case', [`${of} | has("Status")`]],
  ['a list given to IN', [`${of}.environment | IN(["production", "staging"])`]],
  ['in for one of several', [`${of}.environment | in(["production", "staging"])`]],
  ['inside for one of several', [`${of}.environment | inside(["production", "staging"])`]],
  ['a list asked by IN', [`${after}.team | IN("Ops", "x")`]],
  ['contains with a text in a list', [`${after}.team | contains("Ops")`]],
  ['contains with a list in another case', [`${after}.team | contains(["ops"])`]],
  ['contains with a list in a text', [`${of}.environment | contains(["prod"])`]],
  ['the index in another case', [`${after}.relations.dependsOn | index("queue") != null`]],
  ['a start of a list', [`${of}.tags | startswith("p")`]],
  ['a start of a misspelt path', [`${of}.enviroment | startswith("prod")`]],
  ['a start of null', [`${of}.url | startswith("https")`]],
  ['a pattern between slashes', [`${of}.environment | test("/PROD/i")`]],
  ['a flag in upper case', [`${of}.environment | test("PROD"; "I")`]],
  ['a lower case that is compared with upper case', [`${of}.status | ascii_downcase == "Failed"`]],
  ['a default in another case', [`(${of}.environment // "none") == "Production"`]],
  ['question marks after a misspelt path', [`${of}?.stauts? == "Failed"`]],
  ['an if that passes the event on', [`if ${of}.status == "failed" then true end`]],
  ['a list of one value', [`${of}.tags == ["prod"]`]],
  ['null as an empty text', [`${of}.url == ""`]],
  ['false for what was never set', [`${of}.archived == false`]],
  ['a field of the plain values of a relation', [`any(${after}.relations.dependsOn[]; .identifier == "db")`]],
  [
    'another word for the end of a run',
    ['.diff.after.status == "FAILED"'],
    { on: runEvent, event: { type: 'RUN_UPDATED', actionIdentifier: 'scaffold_service' } },
  ],
  ['an assignment', [`${of}.status = "failed"`]],
  ['the name of the trigger for the action', ['.action == "UPDATED"']],
  [
    'a status of runs',
    ['.run.status == "Failure"'],
    { on: runEvent, event: { type: 'RUN_UPDATED', actionIdentifier: 'scaffold_service' } },
  ],
  [
    'an input of a run',
    ['.inputs.size == "large"'],
    { on: runEvent, event: { type: 'RUN_UPDATED', actionIdentifier: 'scaffold_service' } },
  ],
  [
    'an action with a hyphen',
    ['.diff.after.status == "FAILURE"'],
    { on: runEvent, event: { type: 'RUN_UPDATED', actionIdentifier: 'scaffold-service' } },
  ],
  [
    'a timer in another case',
    [`${of}.status == "Failed"`],
    {
      on: timerEvent,
      event: { type: 'TIMER_PROPERTY_EXPIRED', blueprintIdentifier: 'service', propertyIdentifier: 'TTL' },
    },
  ],
  ['an update for a timer', [`${of}.status == "Failed"`], { on: timerEvent }],
  [
    'the state before a timer expired',
    ['.diff.before.properties.status == "Failed"'],
    {
      on: timerEvent,
      event: { type: 'TIMER_PROPERTY_EXPIRED', blueprintIdentifier: 'service', propertyIdentifier: 'ttl' },
    },
  ],
];
