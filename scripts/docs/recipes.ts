import type { JsonObject } from '../../src/core/json.ts';
import { sessionSection } from './session.ts';

/** A common condition: its purpose, and events in the short form of tests that do and do not pass it. */
export type Recipe = {
  title: string;
  expressions: string[];
  passes: JsonObject | JsonObject[];
  fails: JsonObject | JsonObject[];
};

const changed = (before: JsonObject, after: JsonObject): JsonObject => ({
  type: 'ENTITY_UPDATED',
  blueprint: 'service',
  before: { properties: before },
  after: { properties: after },
});
const now = (after: JsonObject): JsonObject => changed({}, after);
const entityChanged = (before: JsonObject, after: JsonObject): JsonObject => ({
  type: 'ENTITY_UPDATED',
  blueprint: 'service',
  before,
  after,
});

/** The recipes of docs/recipes.md by heading; a test evaluates each on both of its events. */
export const recipes: Record<string, Recipe[]> = {
  'A value changed': [
    {
      title: 'A property changed to any value',
      expressions: ['.diff.before.properties.tier != .diff.after.properties.tier'],
      passes: changed({ tier: 1 }, { tier: 2 }),
      fails: changed({ tier: 1 }, { tier: 1 }),
    },
    {
      title: 'A property changed to a certain value',
      expressions: ['.diff.before.properties.status != "failed"', '.diff.after.properties.status == "failed"'],
      passes: changed({ status: 'ok' }, { status: 'failed' }),
      fails: changed({ status: 'failed' }, { status: 'failed' }),
    },
    {
      title: 'A property went from one value to another',
      expressions: ['.diff.before.properties.status == "open"', '.diff.after.properties.status == "closed"'],
      passes: changed({ status: 'open' }, { status: 'closed' }),
      fails: changed({ status: 'new' }, { status: 'closed' }),
    },
    {
      title: 'A property was set for the first time',
      expressions: ['.diff.before.properties.owner == null', '.diff.after.properties.owner != null'],
      passes: changed({}, { owner: 'ann' }),
      fails: changed({ owner: 'ben' }, { owner: 'ann' }),
    },
    {
      title: 'A property was cleared',
      expressions: ['.diff.before.properties.owner != null', '.diff.after.properties.owner == null'],
      passes: changed({ owner: 'ann' }, {}),
      fails: changed({ owner: 'ann' }, { owner: 'ben' }),
    },
    {
      title: 'One of several properties changed',
      expressions: ['[.diff.before, .diff.after] | map(.properties | {cpu, memory}) | .[0] != .[1]'],
      passes: changed({ cpu: 1, memory: 1 }, { cpu: 1, memory: 2 }),
      fails: changed({ cpu: 1, name: 'a' }, { cpu: 1, name: 'b' }),
    },
    {
      title: 'Any property but one changed',
      expressions: ['(.diff.before.properties | del(.lastSeen)) != (.diff.after.properties | del(.lastSeen))'],
      passes: changed({ lastSeen: 1, tier: 1 }, { lastSeen: 2, tier: 2 }),
      fails: changed({ lastSeen: 1 }, { lastSeen: 2 }),
    },
    {
      title: 'The title changed',
      expressions: ['.diff.before.title != .diff.after.title'],
      passes: entityChanged({ title: 'a' }, { title: 'b' }),
      fails: entityChanged({ title: 'a' }, { title: 'a' }),
    },
  ],
  Numbers: [
    {
      title: 'A number rose above a limit',
      expressions: ['.diff.before.properties.cpu <= 80', '.diff.after.properties.cpu > 80'],
      passes: changed({ cpu: 70 }, { cpu: 90 }),
      fails: changed({ cpu: 90 }, { cpu: 95 }),
    },
    {
      title: 'A number rose above the limit in another property',
      expressions: [
        '.diff.before.properties | .cpu <= .cpuThreshold',
        '.diff.after.properties | .cpu > .cpuThreshold and .cpuThreshold != null',
      ],
      passes: changed({ cpu: 70, cpuThreshold: 80 }, { cpu: 90, cpuThreshold: 80 }),
      fails: [
        changed({ cpu: 95, cpuThreshold: 80 }, { cpu: 96, cpuThreshold: 80 }),
        changed({ cpu: 60, cpuThreshold: 80 }, { cpu: 70, cpuThreshold: 80 }),
        changed({}, { cpu: 70 }),
      ],
    },
    {
      title: 'A number is inside a range',
      expressions: ['.diff.after.properties.score | . >= 50 and . < 80'],
      passes: now({ score: 50 }),
      fails: now({ score: 80 }),
    },
    {
      title: 'A number dropped by more than ten percent',
      expressions: [
        '.diff.after.properties.coverage != null',
        '.diff.after.properties.coverage < (.diff.before.properties.coverage // 0) * 0.9',
      ],
      passes: changed({ coverage: 80 }, { coverage: 60 }),
      fails: [
        changed({ coverage: 80 }, { coverage: 79 }),
        changed({ coverage: 80 }, {}),
        changed({}, { coverage: 80 }),
      ],
    },
    {
      title: 'Text that contains a number',
      expressions: ['(.diff.after.properties.count // "0" | tonumber) >= 3'],
      passes: now({ count: '3' }),
      fails: now({ count: '2' }),
    },
  ],
  Text: [
    {
      title: 'A value is one of a list',
      expressions: ['.diff.after.properties.env | IN("staging", "production")'],
      passes: now({ env: 'staging' }),
      fails: now({ env: 'dev' }),
    },
    {
      title: 'Equal, ignoring case',
      expressions: ['(.diff.after.properties.status // "" | ascii_downcase) == "failed"'],
      passes: now({ status: 'Failed' }),
      fails: now({ status: 'ok' }),
    },
    {
      title: 'Text contains a word',
      expressions: ['.diff.after.title // "" | contains("payment")'],
      passes: entityChanged({}, { title: 'the payment service' }),
      fails: [entityChanged({}, { title: 'checkout' }), entityChanged({}, { title: null })],
    },
    {
      title: 'Text begins or ends with something',
      expressions: ['.diff.after.identifier | startswith("prod-")'],
      passes: entityChanged({}, { identifier: 'prod-eu' }),
      fails: entityChanged({}, { identifier: 'dev-eu' }),
    },
    {
      title: 'Text matches a regular expression',
      expressions: ['.diff.after.properties.version // "" | test("^v[0-9]+\\\\.[0-9]+$")'],
      passes: now({ version: 'v1.20' }),
      fails: now({ version: 'latest' }),
    },
    {
      title: 'Text is not empty',
      expressions: ['.diff.after.properties.owner // "" | length > 0'],
      passes: now({ owner: 'ann' }),
      fails: now({ owner: '' }),
    },
  ],
  Lists: [
    {
      title: 'A list contains a value',
      expressions: ['.diff.after.properties.labels // [] | index("urgent") != null'],
      passes: now({ labels: ['a', 'urgent'] }),
      fails: now({}),
    },
    {
      title: 'A value was added to a list',
      expressions: [
        '((.diff.after.properties.labels // []) - (.diff.before.properties.labels // [])) | index("urgent") != null',
      ],
      passes: changed({ labels: ['a'] }, { labels: ['a', 'urgent'] }),
      fails: changed({ labels: ['urgent'] }, { labels: ['urgent', 'b'] }),
    },
    {
      title: 'Any object in a list meets a condition',
      expressions: ['any(.diff.after.properties.checks[]?; .state == "failed")'],
      passes: now({ checks: [{ state: 'ok' }, { state: 'failed' }] }),
      fails: now({ checks: [{ state: 'ok' }] }),
    },
    {
      title: 'All objects in a list meet a condition',
      expressions: ['.diff.after.properties.checks // [] | length > 0 and all(.[]; .state == "ok")'],
      passes: now({ checks: [{ state: 'ok' }] }),
      fails: now({ checks: [{ state: 'ok' }, { state: 'failed' }] }),
    },
    {
      title: 'A list has at least two entries',
      expressions: ['(.diff.after.properties.owners | length) >= 2'],
      passes: now({ owners: ['a', 'b'] }),
      fails: now({ owners: ['a'] }),
    },
    {
      title: 'A team owns it',
      expressions: ['.diff.after.team | index("payments") != null'],
      passes: entityChanged({}, { team: ['payments'] }),
      fails: entityChanged({}, { team: [] }),
    },
  ],
  Relations: [
    {
      title: 'A relation changed',
      expressions: ['.diff.before.relations.system != .diff.after.relations.system'],
      passes: entityChanged({ relations: { system: 'a' } }, { relations: { system: 'b' } }),
      fails: entityChanged({ relations: { system: 'a' } }, { relations: { system: 'a' } }),
    },
    {
      title: 'A relation to a certain entity, in a single or multiple relation',
      expressions: ['[.diff.after.relations.system] | flatten | index("payments") != null'],
      passes: entityChanged({}, { relations: { system: ['payments'] } }),
      fails: entityChanged({}, { relations: { system: 'shop' } }),
    },
    {
      title: 'A relation was removed',
      expressions: ['.diff.before.relations.system != null', '.diff.after.relations.system == null'],
      passes: entityChanged({ relations: { system: 'a' } }, { relations: { system: null } }),
      fails: entityChanged({ relations: { system: 'a' } }, { relations: { system: 'b' } }),
    },
  ],
  'Time and people': [
    {
      title: 'A date is in the past',
      expressions: ['.diff.after.properties.expires | . != null and (sub("\\\\.[0-9]+"; "") | fromdateiso8601) < now'],
      passes: [now({ expires: '2020-01-01T00:00:00Z' }), now({ expires: '2020-01-01T00:00:00.000Z' })],
      fails: [now({ expires: '2999-01-01T00:00:00Z' }), now({ expires: '2999-01-01T00:00:00.000Z' })],
    },
    {
      title: 'Changed by a person on the page, not by an API client or an automation',
      expressions: ['.trigger.origin == "UI"'],
      passes: { ...now({}), origin: 'UI' },
      fails: [
        { ...now({}), origin: 'API' },
        { ...now({}), by: {}, origin: 'AUTOMATION' },
      ],
    },
  ],
  Runs: [
    {
      title: 'A run ended',
      expressions: ['.diff.before.status == "IN_PROGRESS"', '.diff.after.status != "IN_PROGRESS"'],
      passes: {
        type: 'RUN_UPDATED',
        action: 'deploy',
        before: { status: 'IN_PROGRESS' },
        after: { status: 'SUCCESS' },
      },
      fails: {
        type: 'RUN_UPDATED',
        action: 'deploy',
        before: { status: 'IN_PROGRESS' },
        after: { status: 'IN_PROGRESS' },
      },
    },
    {
      title: 'A run failed for an entity of a certain kind',
      expressions: ['.diff.after.status == "FAILURE"', '.diff.after.blueprint.identifier == "service"'],
      passes: {
        type: 'RUN_UPDATED',
        action: 'deploy',
        before: {},
        after: { status: 'FAILURE', blueprint: { identifier: 'service' } },
      },
      fails: { type: 'RUN_UPDATED', action: 'deploy', before: {}, after: { status: 'FAILURE' } },
    },
  ],
};

/** docs/recipes.md. */
export function recipesPage(): string {
  const sections = Object.entries(recipes).map(([heading, list]) => {
    const items = list.map(({ title, expressions }) => {
      const lines = expressions.map((expression) => `- ${yamlText(expression)}`);
      return `### ${title}\n\n\`\`\`yaml\n${lines.join('\n')}\n\`\`\`\n`;
    });
    return `## ${heading}\n\n${items.join('\n')}`;
  });
  return `# Recipes

Expressions for the most common conditions. They go under \`trigger.condition.expressions\`; several of them are combined by
\`and\` unless \`combinator: or\` is set. Each is tested on an event that matches and on one that does not. Generated by
\`npm run docs\`.

${sections.join('\n')}
${sessionSection()}`;
}

/** An expression as a YAML string; quoted where plain text would be read as something else. */
function yamlText(expression: string): string {
  const plain = /^[A-Za-z.(]/.test(expression) && !/: |\s#|^\s|\s$/.test(expression);
  return plain ? expression : `'${expression.replaceAll("'", "''")}'`;
}
