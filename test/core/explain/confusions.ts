import type { Automation, TriggerEvent } from '../../../src/core/automation.ts';
import type { Event } from '../../../src/core/event/event.ts';

/** What the automations of these tests listen to. */
const updated: TriggerEvent = { type: 'ENTITY_UPDATED', blueprintIdentifier: 'deployment' };

/** An automation with a condition of these expressions. */
export function automation(
  expressions: string[],
  change: { event?: TriggerEvent; publish?: boolean; combinator?: 'or' } = {},
): Automation {
  const { event = updated, combinator = 'and' as const, ...rest } = change;
  return {
    identifier: 'notify',
    trigger: { type: 'automation', event, condition: { type: 'JQ', expressions, combinator } },
    invocationMethod: { type: 'WEBHOOK', url: 'https://example.com' },
    ...rest,
  };
}

/** The event that the conditions below are about. */
export const event: Event = {
  id: 'e',
  action: 'UPDATE',
  resourceType: 'entity',
  trigger: { by: {}, origin: 'API', at: '2026-01-01T00:00:00.000Z' },
  context: { blueprintIdentifier: 'deployment', entityIdentifier: 'shop-42', propertyIdentifier: null },
  diff: {
    before: {
      identifier: 'shop-42',
      title: 'Shop',
      team: ['web'],
      properties: { status: 'Running', replicas: 2 },
      relations: {},
    },
    after: {
      identifier: 'shop-42',
      title: 'Shop ',
      team: ['web', 'ops'],
      properties: {
        status: 'Failed',
        replicas: 3,
        count: '3',
        critical: 'true',
        urgent: true,
        'on-call': 'ann',
        tags: ['eu', 'prod'],
        checks: [
          { name: 'lint', state: 'passed', required: false },
          { name: 'unit', state: 'failed', required: true },
        ],
        url: null,
      },
      relations: { service: 'shop' },
    },
  },
};

/** Confusions by title: the expressions of a condition that its author believes to match `event`. */
export const confusions: [string, string[], Parameters<typeof automation>[1]?][] = [
  ['case of a literal', ['.diff.after.properties.status == "failed"']],
  ['case in a pattern', ['.diff.after.properties.status | test("^failed$")']],
  ['case in a list of values', ['.diff.after.properties.status | IN("failed", "crashed")']],
  ['case at the start', ['.diff.after.properties.status | startswith("fail")']],
  ['white space around a value', ['.diff.after.title == "Shop"']],
  ['a number written as text', ['.diff.after.properties.replicas == "3"']],
  ['text that looks like a number', ['.diff.after.properties.count == 3']],
  ['text that looks like a boolean', ['.diff.after.properties.critical == true']],
  ['a boolean written as text', ['.diff.after.properties.urgent == "true"']],
  ['properties at the root', ['.properties.status == "Failed"']],
  ['the root of templates', ['.event.diff.after.properties.status == "Failed"']],
  ['a property without its root', ['.status == "Failed"']],
  ['a property without properties', ['.diff.after.status == "Failed"']],
  ['a relation without relations', ['.diff.after.service == "shop"']],
  ['a misspelt property', ['.diff.after.properties.stauts == "Failed"']],
  ['a property in another case', ['.diff.after.properties.Status == "Failed"']],
  ['a misspelt state', ['.diff.afetr.properties.status == "Failed"']],
  ['a property that does not exist', ['.diff.after.properties.environment == "production"']],
  ['a list compared with a text', ['.diff.after.team == "ops"']],
  ['a list of properties compared with a text', ['.diff.after.properties.tags == "prod"']],
  ['before in place of after', ['.diff.before.properties.status == "Failed"']],
  ['after in place of before', ['.diff.after.properties.status == "Running"']],
  [
    'before and after the wrong way round',
    ['.diff.before.properties.status == "Failed" and .diff.after.properties.status == "Running"'],
  ],
  ['one of two expressions', ['.diff.after.properties.status == "Failed"', '.diff.after.properties.replicas > 3']],
  ['two wrong expressions', ['.diff.after.properties.status == "failed"', '.diff.after.team == "ops"']],
  ['an or whose sides both fail', ['.diff.after.properties.status == "Lost" or .diff.after.properties.replicas > 5']],
  [
    'an and whose second side fails',
    ['.diff.after.properties.status == "Failed" and .diff.after.properties.replicas > 5'],
  ],
  [
    'an and whose first side fails',
    ['.diff.after.properties.status == "Lost" and .diff.after.properties.replicas > 2'],
  ],
  [
    'combinator or',
    ['.diff.after.properties.status == "Lost"', '.diff.after.properties.replicas == 4'],
    { combinator: 'or' },
  ],
  [
    'the blueprint in another case',
    ['.diff.after.properties.status == "Failed"'],
    { event: { ...updated, blueprintIdentifier: 'Deployment' } },
  ],
  [
    'another event type',
    ['.diff.after.properties.status == "Failed"'],
    { event: { type: 'ENTITY_CREATED', blueprintIdentifier: 'deployment' } },
  ],
  [
    'another blueprint',
    ['.diff.after.properties.status == "Failed"'],
    { event: { ...updated, blueprintIdentifier: 'service' } },
  ],
  ['not published', ['.diff.after.properties.status == "Failed"'], { publish: false }],
  ['an error in a function', ['.diff.after.properties.replicas | test("3")']],
  ['an error in arithmetic', ['.diff.after.properties.count > 1 and .diff.after.properties.count - 1 > 1']],
  ['null compared with a number', ['.diff.after.properties.url > 3']],
  ['a negated pipe', ['.diff.after.team | index("ops") | not']],
  ['any over a list', ['any(.diff.after.properties.tags[]; . == "Prod")']],
  ['case in any', ['any(.diff.after.properties.tags[]; . == "Prod")']],
  ['the value that any found', ['any(.diff.after.properties.tags[]; . == "prod")', '.diff.after.title == "Lost"']],
  ['the value on which all failed', ['.diff.after.properties.tags | all(. == "eu")']],
  ['all that holds for no value', ['all(.diff.after.properties.tags[]; startswith("EU") or . == "Prod")']],
  ['a misspelt name in any', ['any(.diff.after.properties.checks[]; .State == "failed" and .required)']],
  ['a pattern in any', ['any(.diff.after.properties.tags[]; test("^PROD$"))']],
  ['any over nothing', ['any(.diff.after.properties.tags[] | select(startswith("x")); true)']],
  ['select without a result', ['.diff.after.properties | select(.status == "failed") | .replicas > 2']],
  ['select over a list', ['[.diff.after.team[] | select(. == "Ops")] | length > 0']],
  ['map and select', ['.diff.after.properties.checks | map(select(.state == "Failed")) | length > 0']],
  [
    'the test of an if',
    ['if .diff.after.properties.status == "failed" then .diff.after.properties.replicas > 2 else false end'],
  ],
  [
    'the result of an if',
    ['if .diff.after.properties.status == "Failed" then .diff.after.properties.replicas == "3" else true end'],
  ],
  [
    'elif',
    ['if .diff.after.title == "x" then true elif .diff.after.properties.urgent == "true" then true else false end'],
  ],
  ['an if without else', ['.diff.after | if .title == "Shop" then true else empty end']],
  ['an error in a select', ['any(.diff.after.properties.replicas[]; . > 3)']],
  ['a name after a pipe', ['.diff.after.properties | .Status == "Failed"']],
  ['single quotes', [".diff.after.properties.status == 'failed'"]],
  ['a variable', ['.diff.after.properties as $new | $new.status == "failed"']],
  ['an expression that does not compile', ['.diff.after.properties.on-call == "ann"']],
  ['a name with a hyphen', ['.diff.after.properties["on_call"] == "ann"']],
  [
    'a match',
    ['.diff.before.properties.status != .diff.after.properties.status', '.diff.after.properties.status == "Failed"'],
  ],
];
