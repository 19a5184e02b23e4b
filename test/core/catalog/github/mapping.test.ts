import { describe, expect, test } from 'vitest';
import { applyMapping } from '../../../../src/core/catalog/github/apply-mapping.ts';
import { observations } from '../../../../src/core/catalog/github/kinds.ts';
import { readMapping } from '../../../../src/core/catalog/github/mapping.ts';
import type { JsonObject } from '../../../../src/core/json.ts';
import { jqForTests } from '../../../jq/jq.ts';

const jq = jqForTests();

const read = (text: string) => readMapping({ path: '.github/port-app-config.yml', text }, jq);

/** A mapping with one resource for pull requests. */
const pulls = (more: string) => `resources:
  - kind: pull-request
    selector:
      query: .draft != true
    port:
${more}`;

const repository = { id: 7, name: 'platform', owner: { login: 'acme' } };

/** A pull request as in its webhook. */
const opened = (pull_request: JsonObject): JsonObject => ({
  action: 'opened',
  pull_request: { id: 12, number: 3, state: 'open', ...pull_request },
  repository,
});

async function apply(text: string, payload: JsonObject) {
  const { mapping, issues } = await read(text);
  if (mapping === null) throw new Error(JSON.stringify(issues));
  const [sighting] = observations('pull_request', payload);
  if (sighting === undefined) throw new Error('nothing was seen');
  return applyMapping(mapping, sighting, jq);
}

const plain = pulls(`      entity:
        mappings:
          identifier: .repo + '-' + (.number | tostring)
          title: .number
          blueprint: '"pr"'
          properties:
            nested: { author: .user.login }
            first: .labels[].name
            nothing: empty
            failing: .number.x
            constant: 5
          relations:
            repository: .__repository`);

const items = pulls(`      itemsToParse: .labels
      entity:
        mappings:
          identifier: .item.name
          blueprint: '"label"'
          relations: { pull: .repo + (.id | tostring) }`);

describe('core/catalog/github/mapping', () => {
  test('evaluates each string in a list as jq, and omits those without a value', async () => {
    const list = plain.replace('constant: 5', "list: ['.repo', '\"fixed\"', empty, 7, { by: .user.login }]");
    const { changes } = await apply(list, opened({ user: { login: 'ada' } }));
    expect(changes).toMatchObject([{ entity: { properties: { list: ['platform', 'fixed', 7, { by: 'ada' }] } } }]);
    const { issues } = await read(plain.replace('constant: 5', "list: ['.repo | |']"));
    expect(issues).toMatchObject([{ code: 'mapping/jq', severity: 'error' }]);
  });

  test('maps an object to an entity, and reports jq failures as null', async () => {
    const { changes, problems } = await apply(
      plain,
      opened({ user: { login: 'ann' }, labels: [{ name: 'x' }, { name: 'y' }] }),
    );
    expect(changes).toEqual([
      {
        type: 'write',
        blueprint: 'pr',
        identifier: 'platform-3',
        entity: {
          identifier: 'platform-3',
          title: '3',
          blueprint: 'pr',
          properties: { nested: { author: 'ann' }, first: 'x', failing: null, constant: 5 },
          relations: { repository: 'platform' },
        },
      },
    ]);
    expect(problems).toEqual([expect.stringMatching(/^`\.number\.x` of pull-request is null: /)]);
  });

  test('removes an entity that the selector excludes now', async () => {
    expect(await apply(plain, opened({ draft: true }))).toMatchObject({
      changes: [{ type: 'remove', blueprint: 'pr', identifier: 'platform-3' }],
    });
    const open = plain.replace('query: .draft != true', "query: 'true'\n      state: open");
    expect((await apply(open, opened({}))).changes).toMatchObject([{ type: 'write' }]);
    expect((await apply(open, opened({ state: 'closed' }))).changes).toMatchObject([{ type: 'remove' }]);
  });

  test('reports a failing query and creates no entity', async () => {
    const broken = plain.replace('.draft != true', '.number.x');
    expect(await apply(broken, opened({}))).toEqual({
      changes: [],
      problems: [expect.stringMatching(/^The query for pull-request failed: /)],
    });
  });

  test('creates an entity for each item of itemsToParse', async () => {
    const { changes, problems } = await apply(items, opened({ labels: [{ name: 'a' }, { name: 'b' }] }));
    expect(problems).toEqual([]);
    expect(changes).toMatchObject([
      { identifier: 'a', entity: { relations: { pull: 'platform12' } } },
      { identifier: 'b', entity: { relations: { pull: 'platform12' } } },
    ]);
    expect(await apply(items, opened({ labels: null }))).toEqual({ changes: [], problems: [] });
    expect((await apply(items, opened({ labels: 'a' }))).problems).toEqual([
      'The items of pull-request are not an array',
    ]);
  });

  test('reports an invalid identifier', async () => {
    const { changes, problems } = await apply(items, opened({ labels: [{ name: 'two words' }, {}] }));
    expect(changes).toEqual([]);
    expect(problems).toEqual([
      'The identifier of pull-request is invalid: "two words"',
      'The identifier of pull-request is invalid: null',
    ]);
  });

  test.each([
    ['resources: {}', 1, 'mapping/shape', '`resources` must be a list, not an object'],
    ['', 1, 'mapping/shape', 'This file contains no mapping'],
    [plain.replace('identifier:', 'identifer:'), 8, 'mapping/shape', 'did you mean `identifier`?'],
    [plain.replace(".repo + '-'", '.repo + ('), 8, 'mapping/jq', 'This is not valid jq'],
    [plain.replace(`'"pr"'`, 'change'), 10, 'mapping/jq', `write '"change"' instead of change.`],
    [plain.replace('constant: 5', 'constant: "a b"'), 16, 'mapping/jq', 'This is not valid jq'],
  ])('reports the place of a mistake and rejects the mapping, case %#', async (text, line, code, words) => {
    const { mapping, issues } = await read(text);
    expect(mapping).toBeNull();
    expect(issues).toMatchObject([{ code, severity: 'error', range: { start: { line } } }]);
    expect(issues[0]?.message).toContain(words);
  });

  test('warns about unsupported features of Port and uses the rest', async () => {
    const text = plain
      .replace('constant: 5', 'readme: file://README.md')
      .replace('repository: .__repository', 'owner: { combinator: \'"and"\', rules: [] }')
      .replace('query: .draft != true', 'query: .draft != true\n      maxResults: 5');
    const { mapping, issues } = await read(
      `createMissingRelatedEntities: true\n${text}\n  - kind: team\n    port: { entity: { mappings: { identifier: .id, blueprint: '"team"' } } }\n`,
    );
    expect(mapping?.resources).toHaveLength(2);
    expect(issues.map(({ code, message }) => [code, message])).toEqual([
      ['mapping/not-applied', 'The selector `maxResults` is not supported here; use `query` instead.'],
      ['mapping/may-collide', expect.stringContaining('would share one entity')],
      ['mapping/not-applied', 'File contents are not supported here; the property will be null.'],
      ['mapping/not-applied', expect.stringContaining('`owner` uses a search')],
      ['mapping/not-applied', expect.stringContaining('No webhook covers the kind `team`')],
    ]);
    const applied = await apply(text, opened({}));
    expect(applied.changes).toMatchObject([{ entity: { properties: { readme: null }, relations: {} } }]);
  });
});
