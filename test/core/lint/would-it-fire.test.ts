import { describe, expect, test } from 'vitest';
import { backends } from '../../../src/backends/index.ts';
import { formatIssue } from '../../../src/core/issue/format-issue.ts';
import { linesOfFiles } from '../../../src/core/issue/frame.ts';
import type { Json } from '../../../src/core/json.ts';
import { lint } from '../../../src/core/lint/index.ts';
import { validate } from '../../../src/core/validate/validate.ts';
import { jqForTests } from '../../jq/jq.ts';

const jq = jqForTests();

const service = {
  identifier: 'service',
  schema: {
    properties: {
      status: { type: 'string', enum: ['Healthy', 'Degraded', 'Failed'] },
      tier: { type: 'string' },
      owner: { type: 'string' },
      replicas: { type: 'number' },
      archived: { type: 'boolean' },
      tags: { type: 'array', items: { type: 'string' } },
      expires: { type: 'string', format: 'date-time' },
      ttl: { type: 'string', format: 'timer' },
    },
    required: ['tier'],
  },
  relations: { team: { target: 'team' }, dependsOn: { target: 'service', many: true } },
  mirrorProperties: { team_size: { path: 'team.size' } },
  calculationProperties: { score: { calculation: '1', type: 'number' } },
};
const team = { identifier: 'team', schema: { properties: { size: { type: 'number' } } } };

type Trigger = 'ENTITY_CREATED' | 'ENTITY_UPDATED' | 'ENTITY_DELETED' | 'ANY_ENTITY_CHANGE' | 'RUN_UPDATED';

function definition(
  type: Trigger,
  expressions: readonly string[],
  combinator = 'and',
  more: readonly string[] = [],
): string {
  const of = type === 'RUN_UPDATED' ? 'actionIdentifier: deploy' : 'blueprintIdentifier: service';
  return [
    'identifier: page_on_call',
    'publish: true',
    'trigger:',
    '  type: automation',
    `  event: { type: ${type}, ${of} }`,
    ...(expressions.length === 0
      ? []
      : ['  condition:', '    type: JQ', `    combinator: ${combinator}`, '    expressions:']),
    ...expressions.map((expression) => `      - ${expression}`),
    ...(more.length > 0 ? more : ['invocationMethod: { type: WEBHOOK, url: https://pager.example.com/page }']),
    '',
  ].join('\n');
}

/** Everything that a terminal shows about a definition, without colors. */
async function output(text: string, blueprints: readonly Json[] | null = [service, team]): Promise<string> {
  const files = [{ path: 'automations/page.yml', text }];
  const { definitions, issues } = await validate(files, { backends, jq });
  const found = [...issues, ...(await lint(definitions, { backends, jq, ...(blueprints && { blueprints }) }))];
  const linesOf = linesOfFiles(new Map([['automations/page.yml', text]]));
  return found.map((issue) => formatIssue(issue, linesOf(issue.file), (_role, shown) => shown)).join('\n\n');
}

describe('core/lint/would-it-fire', () => {
  test.each<[string, Trigger, string[], string?]>([
    ['a misspelled property', 'ENTITY_UPDATED', ['.diff.after.properties.stauts == "Failed"']],
    ['a misspelled property behind a pipe', 'ENTITY_UPDATED', ['.diff.after | .properties.stauts == "Failed"']],
    ['a value that differs in case', 'ENTITY_UPDATED', ['.diff.after.properties.status == "failed"']],
    ['a value that is none of them', 'ENTITY_UPDATED', ['.diff.after.properties.status == "Down"']],
    [
      'one of several values that is none of them',
      'ENTITY_UPDATED',
      ['.diff.after.properties.status | IN("Failed", "Broken")'],
    ],
    ['a part of a value that none has', 'ENTITY_UPDATED', ['.diff.after.properties.status | startswith("fail")']],
    ['a number in quotes', 'ENTITY_UPDATED', ['.diff.after.properties.replicas == "3"']],
    ['a number without quotes', 'ENTITY_UPDATED', ['.diff.after.properties.tier == 1']],
    ['a truth value in quotes', 'ENTITY_UPDATED', ['.diff.after.properties.archived == "true"']],
    ['a list compared with an item', 'ENTITY_UPDATED', ['.diff.after.properties.tags == "prod"']],
    ['a relation to many compared with one', 'ENTITY_UPDATED', ['.diff.after.relations.dependsOn == "shop"']],
    ['a list that contains a text', 'ENTITY_UPDATED', ['.diff.after.properties.tags | contains("prod")']],
    ['a list matched as a text', 'ENTITY_UPDATED', ['.diff.after.properties.tags | test("^prod")']],
    ['a time compared with a number', 'ENTITY_UPDATED', ['.diff.after.properties.expires < now']],
    ['a number compared with a text', 'ENTITY_UPDATED', ['.diff.after.properties.replicas > "5"']],
    ['a text compared with a number', 'ENTITY_UPDATED', ['.diff.after.properties.tier > 5']],
    ['a mirror property of another type', 'ENTITY_CREATED', ['.diff.after.properties.team_size == "large"']],
    ['a calculated property of another type', 'ENTITY_CREATED', ['.diff.after.properties.score == "A"']],
    ['a field of a related entity', 'ENTITY_UPDATED', ['.diff.after.relations.team.title == "Shop"']],
    ['a regular expression that does not compile', 'ENTITY_UPDATED', [`.diff.after.title | test("(prod")`]],
    ['an assignment', 'ENTITY_UPDATED', ['.diff.after.properties.status = "Failed"']],
    ['a required property that is missing', 'ENTITY_UPDATED', ['.diff.after.properties.tier == null']],
    ['the state before a creation', 'ENTITY_CREATED', ['.diff.before.properties.status == "Healthy"']],
    ['the state after a deletion', 'ENTITY_DELETED', ['.diff.after.properties.status != "Failed"']],
    ['a deletion, in a trigger on creations', 'ENTITY_CREATED', ['.action == "DELETE"']],
    ['a status that no run has', 'RUN_UPDATED', ['.diff.after.status == "FAILED"']],
    ['the root of templates', 'ENTITY_UPDATED', ['.event.diff.after.properties.status == "Failed"']],
    [
      'a comma in place of and',
      'ENTITY_UPDATED',
      ['.diff.after.properties.tier == "gold", .diff.after.properties.replicas > 1'],
    ],
    ['several values in parentheses', 'ENTITY_UPDATED', ['.diff.after.properties.tier == ("gold", "silver")']],
    ['the items of a list', 'ENTITY_UPDATED', ['.diff.after.properties.tags[] == "prod"']],
    ['a text after or', 'ENTITY_UPDATED', ['.diff.after.properties.tier == "gold" or "silver"']],
    ['texts joined by or', 'ENTITY_UPDATED', ['.diff.after.properties.tier == ("gold" or "silver")']],
    ['a semicolon at the end', 'ENTITY_UPDATED', ['.diff.after.properties.tier == "gold";']],
    ['a pattern as in Ruby', 'ENTITY_UPDATED', ['.diff.after.properties.tier =~ "go.*"']],
    ['null as in SQL', 'ENTITY_UPDATED', ['.diff.after.properties.owner is not null']],
    ['a relation among the properties', 'ENTITY_UPDATED', ['.diff.after.properties.team == "web"']],
    ['a property among the relations', 'ENTITY_UPDATED', ['.diff.after.relations.tier == "gold"']],
    ['a title among the properties', 'ENTITY_UPDATED', ['.diff.after.properties.title == "Shop"']],
    ['a list given to IN', 'ENTITY_UPDATED', ['.diff.after.properties.tier | IN(["gold", "silver"])']],
    ['in for one of several', 'ENTITY_UPDATED', ['.diff.after.properties.tier | in(["gold", "silver"])']],
    ['inside for one of several', 'ENTITY_UPDATED', ['.diff.after.properties.tier | inside(["gold", "silver"])']],
    ['a length as in JavaScript', 'ENTITY_UPDATED', ['.diff.after.properties.tags.length > 2']],
    ['a field of related entities', 'ENTITY_UPDATED', ['.diff.after.relations.dependsOn.identifier == "db"']],
    ['a relation to one as a list', 'ENTITY_UPDATED', ['.diff.after.relations.team == ["web"]']],
    ['a truth value in capitals', 'ENTITY_UPDATED', ['.diff.after.properties.archived == "False"']],
    ['the length of what does not exist', 'ENTITY_UPDATED', ['.diff.after.properties.labels | length > 0']],
    ['a time in another notation', 'ENTITY_UPDATED', ['.diff.after.properties.expires > "01/31/2026"']],
    ['a format that jq does not have', 'ENTITY_UPDATED', ['.diff.after.properties.tier | @url == "gold"']],
    ['an if without else', 'ENTITY_UPDATED', ['if .diff.after.properties.tier == "gold" then true end']],
    [
      'an if without else that may fail',
      'ENTITY_UPDATED',
      [
        '.diff.after.title != "x" and (if .diff.after.properties.archived then .diff.after.properties.replicas > 2 end)',
      ],
    ],
    ['a default that is compared', 'ENTITY_UPDATED', ['.diff.after.properties.owner // "none" == "ann"']],
    [
      'lower case with an upper-case letter',
      'ENTITY_UPDATED',
      ['.diff.after.properties.tier | ascii_downcase == "Gold"'],
    ],
    [
      'upper case of a value that is none of them',
      'ENTITY_UPDATED',
      ['.diff.after.properties.status | ascii_upcase == "DOWN"'],
    ],
    ['upper case with a list', 'ENTITY_UPDATED', ['.diff.after.properties.tier | ascii_upcase | IN("Gold", "SILVER")']],
    ['a flag that jq does not have', 'ENTITY_UPDATED', ['.diff.after.properties.tier | test("GOLD"; "I")']],
    ['a time that the service sets, compared with now', 'ENTITY_UPDATED', ['.diff.after.updatedAt < now']],
    ['the root of other tools', 'ENTITY_UPDATED', ['.entity.properties.status == "Failed"']],
    ['the inputs of a run', 'RUN_UPDATED', ['.inputs.size == "large"']],
    ['a misspelled group of properties', 'ENTITY_UPDATED', ['.diff.after.property.status == "Failed"']],
    ['a name with a hyphen', 'ENTITY_UPDATED', ['.diff.after.properties.on-call == "ann"']],
    [
      'a template in place of a condition',
      'ENTITY_UPDATED',
      [`'{{ .event.diff.after.properties.status == "Failed" }}'`],
    ],
    ['a negation as in JavaScript', 'ENTITY_UPDATED', ["'!.diff.after.properties.archived'"]],
    [
      'two values at once',
      'ENTITY_UPDATED',
      ['.diff.after.properties.tier == "gold"', '.diff.after.properties.tier == "silver"'],
    ],
    ['a path in quotes', 'ENTITY_UPDATED', [`'".diff.after.properties.status" == "Failed"'`]],
    ['a condition that says nothing', 'ENTITY_UPDATED', ["'true'"]],
    [
      'a part that has no effect',
      'ENTITY_UPDATED',
      ['.diff.after.properties.tier == "gold"', '.diff.after.properties.tier != 3'],
    ],
  ])('%s', async (_title, type, expressions, combinator) => {
    expect(await output(definition(type, expressions, combinator))).toMatchSnapshot();
  });

  test('values of the wrong type for a property', async () => {
    const mapping = [
      'invocationMethod:',
      '  type: UPSERT_ENTITY',
      '  blueprintIdentifier: service',
      '  mapping:',
      '    identifier: "{{ .event.diff.after.relations.team }}"',
      '    properties:',
      '      status: failed',
      '      replicas: "{{ .event.diff.after.title }}"',
      '      tags: "{{ .event.diff.after.properties.tier }}"',
      '    relations:',
      '      dependsOn: "{{ .event.context.entityIdentifier }}"',
    ];
    const text = definition('ENTITY_CREATED', [], 'and', mapping);
    expect(await output(text)).toMatchSnapshot();
  });

  test('null in a sentence, unless a condition asks for the value', async () => {
    const body = [
      'invocationMethod:',
      '  type: WEBHOOK',
      '  url: https://pager.example.com/page',
      '  body:',
      '    text: "{{ .event.diff.after.properties.tier }}, owned by {{ .event.diff.after.properties.owner }}"',
    ];
    expect(await output(definition('ENTITY_UPDATED', [], 'and', body))).toMatchSnapshot();
    const asked = definition('ENTITY_UPDATED', ['.diff.after.properties.owner != null'], 'and', body);
    expect(await output(asked)).toBe('');
  });

  test.each([
    '.diff.after.properties.status == "Failed" and .diff.before.properties.status != "Failed"',
    '.diff.after.properties.status | IN("Failed", "Degraded")',
    '.diff.before.properties.status != .diff.after.properties.status',
    '.diff.after.properties.tags | index("prod") != null',
    'any(.diff.after.properties.tags[]?; test("^prod"))',
    '(.diff.after.properties.owner // "") | startswith("team-")',
    '(.diff.after.properties.expires | fromdateiso8601) < now',
    '.diff.after.properties.replicas > 3 or .diff.after.properties.archived',
    '.diff.after.relations.team == null',
    '(.diff.after.relations.dependsOn | length) > 2',
    '.trigger.by.userId == "x" or .trigger.origin == "UI"',
    '.diff.after.team | index("admins") != null',
    '.diff.after.scorecards.quality.level == "Gold"',
    '.diff.after.properties.tier | ascii_downcase == "gold"',
    '.diff.after.properties.tier | ascii_upcase | IN("GOLD", "SILVER")',
    '.diff.after.properties.tier | ascii_downcase | . + "X" | endswith("X")',
    '(.diff.after.properties.owner // "none") == "ann"',
    '.diff.after.properties.archived // false',
    '.diff.after.properties.archived // (.diff.after.title == "x")',
    '.diff.after.properties.tier | test("gold"; "ix")',
    '.diff.after.properties.tier | gsub("a"; "I") == "x"',
    'if .diff.after.properties.archived then false else true end',
    '.diff.after.properties.tier | if . == "gold" then "x" end | . == "x"',
    '.diff.after.updatedAt > "2026-01-01"',
    '.diff.after.properties.expires > "2026"',
    '.diff.after.properties.expires > .diff.after.createdAt',
    '.diff.after.properties.tier | @uri == "gold"',
    '[.diff.after.properties.tags[] == "prod"] | any',
    'first(.diff.after.properties.tags[]) == "prod"',
    '.diff.after.properties.tags == ["prod"]',
    '(.diff.after.properties.owner or .diff.after.properties.archived) | not',
  ])('says nothing about %s', async (expression) => {
    expect(await output(definition('ENTITY_UPDATED', [JSON.stringify(expression)]))).toBe('');
  });

  test('without blueprints, claims nothing about what only they could say', async () => {
    const open = ['.diff.after.properties.status == "failed"', '.diff.after.properties.anything > "5"'];
    expect(await output(definition('ENTITY_UPDATED', open), null)).toBe('');
    const event = { type: 'ENTITY_UPDATED', blueprintIdentifier: 'githubPullRequest' };
    const text = JSON.stringify({
      identifier: 'a',
      publish: true,
      trigger: {
        type: 'automation',
        event,
        condition: { type: 'JQ', expressions: ['.diff.after.properties.status == "x"'], combinator: 'and' },
      },
      invocationMethod: { type: 'WEBHOOK', url: 'https://example.com' },
    });
    // One that the service brings, of which a catalog may have another version.
    expect(await output(text)).toBe('');
    const certain = definition('ENTITY_UPDATED', ['.context.blueprintIdentifier == "servcie"']);
    expect(await output(certain, null)).toContain('error lint/constant-comparison');
  });
});
